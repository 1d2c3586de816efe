with features as (
    select * from {{ ref('int_growth__features') }}
),

outcomes as (
    select * from {{ ref('int_growth__outcomes') }}
),

-- DECISIONS.md, "A month has one row per account": its last Sunday.
month_ends as (
    select max(week_end) as week_end
    from features
    group by {{ dbt.date_trunc('month', 'week_end') }}
),

final as (
    select
        concat(features.account_id, ' ', features.week_end) as subject_id,
        features.account_id,
        features.week_end as observed_on,
        {% for feature in growth_features() -%}
        features.{{ feature }},
        {% endfor -%}
        outcomes.known_on,
        outcomes.has_risen,
        outcomes.amount
    from features
    inner join month_ends
        on features.week_end = month_ends.week_end
    inner join outcomes
        on
            features.account_id = outcomes.account_id
            and features.week_end = outcomes.week_end
)

select * from final
