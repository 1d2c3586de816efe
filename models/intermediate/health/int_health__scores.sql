with measures as (
    select * from {{ ref('int_health__measures') }}
),

rules as (
    select * from {{ ref('int_health__rules') }}
),

graded as (
    select
        measures.*,
        {{ grade_columns('health') }},
        {{ grade_columns('fatigue') }}
    from measures
    inner join rules
        on
            measures.customer_tier = rules.customer_tier
            and measures.lifecycle_stage = rules.lifecycle_stage
),

-- DECISIONS.md, "Health is a weighted mean that says why": what is missing shares its weight.
weighed as (
    select
        *,
        {{ total_weight('health') }} as health_weight,
        {{ total_weight('fatigue') }} as fatigue_weight
    from graded
),

scored as (
    select
        *,
        {{ score_columns('health') }},
        {{ score_columns('fatigue') }}
    from weighed
),

bands as (
    select
        health_band,
        lowest_score,
        coalesce(lead(lowest_score) over (order by lowest_score), 1000) as next_lowest_score
    from {{ ref('health_bands') }}
),

final as (
    select
        scored.*,
        bands.health_band,
        {{ weakest_measure('health') }} as weakest_measure,
        {{ weakest_measure('fatigue') }} as most_tiring_measure
    from scored
    left join bands
        on
            scored.health_score >= bands.lowest_score
            and scored.health_score < bands.next_lowest_score
)

select * from final -- noqa: AM04
