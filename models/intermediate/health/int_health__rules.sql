with score_measures as (
    select * from {{ ref('score_measures') }}
),

measured_kinds as (
    select distinct
        customer_tier,
        lifecycle_stage
    from {{ ref('int_customers__measured_accounts') }}
),

-- Of the rows that fit, the one that says most about whom it is for.
ranked as (
    select
        measured_kinds.customer_tier,
        measured_kinds.lifecycle_stage,
        score_measures.score,
        score_measures.measure,
        score_measures.weight,
        score_measures.poor,
        score_measures.good,
        row_number() over (
            partition by
                measured_kinds.customer_tier,
                measured_kinds.lifecycle_stage,
                score_measures.score,
                score_measures.measure
            order by
                case when score_measures.lifecycle_stage is null then 0 else 2 end
                + case when score_measures.customer_tier is null then 0 else 1 end desc
        ) as place
    from measured_kinds
    inner join score_measures
        on
            coalesce(score_measures.customer_tier, measured_kinds.customer_tier)
            = measured_kinds.customer_tier
            and coalesce(score_measures.lifecycle_stage, measured_kinds.lifecycle_stage)
            = measured_kinds.lifecycle_stage
),

final as (
    select
        customer_tier,
        lifecycle_stage,
        {{ rule_columns('health') }},
        {{ rule_columns('fatigue') }}
    from ranked
    where place = 1
    group by customer_tier, lifecycle_stage
)

select * from final
