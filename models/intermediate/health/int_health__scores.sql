{%- set scores = ['health', 'fatigue'] -%}

with measures as (
    select * from {{ ref('int_health__measures') }}
),

rules as (
    select * from {{ ref('int_health__rules') }}
),

-- 0 to 100 for each measure: straight from poor to good, cut off beyond; null where it is missing.
graded as (
    select
        measures.*,
        {% for score in scores -%}
        {% for measure in measures_of(score) -%}
        {% set rule = 'rules.' ~ score ~ '_' ~ measure -%}
        case
            when {{ rule }}_weight > 0 and measures.{{ measure }} is not null
                then least(
                    greatest(
                        100 * (measures.{{ measure }} - {{ rule }}_poor)
                        / ({{ rule }}_good - {{ rule }}_poor),
                        cast(0 as double)
                    ),
                    cast(100 as double)
                )
        end as {{ score }}_{{ measure }}_grade,
        {{ rule }}_weight{{ ',' if not (loop.last and score == 'fatigue') }}
        {% endfor -%}
        {% endfor %}
    from measures
    inner join rules
        on
            measures.customer_tier = rules.customer_tier
            and measures.lifecycle_stage = rules.lifecycle_stage
),

-- What is missing drops out, and its weight is shared by the others.
weighed as (
    select
        *,
        {% for score in scores -%}
        {% for measure in measures_of(score) -%}
        case
            when {{ score }}_{{ measure }}_grade is not null then {{ score }}_{{ measure }}_weight
            else 0
        end{{ ' +' if not loop.last }}
        {% endfor -%}
        as {{ score }}_weight{{ ',' if not loop.last }}
        {% endfor %}
    from graded
),

scored as (
    select
        *,
        {% for score in scores -%}
        {% for measure in measures_of(score) -%}
        {{ rounded(
            score ~ '_' ~ measure ~ '_weight * ' ~ score ~ '_' ~ measure ~ '_grade / nullif('
            ~ score ~ '_weight, 0)',
            6
        ) }} as {{ score }}_{{ measure }}_points,
        {% endfor -%}
        {{ rounded('(' ~ weighted_sum(score) ~ ') / nullif(' ~ score ~ '_weight, 0)', 6) }}
        as {{ score }}_score{{ ',' if not loop.last }}
        {% endfor %}
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

select * from final
