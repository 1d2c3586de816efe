{%- set horizons = [30, 60, 90] -%}

with features as (
    select * from {{ ref('int_risk__features') }}
    where not has_cancelled
),

-- A pause is no departure: DECISIONS.md, "Voluntary and involuntary churn".
departures as (
    select * from {{ ref('int_revenue__departures') }}
    where
        kind <> 'pause'
        and left_on <= {{ as_of_date() }}
),

-- DECISIONS.md, "A month has one row per account": its last Sunday.
month_ends as (
    select max(week_end) as week_end
    from features
    group by {{ dbt.date_trunc('month', 'week_end') }}
),

next_departures as (
    select
        features.account_id,
        features.week_end,
        min(departures.left_on) as left_on
    from features
    inner join month_ends
        on features.week_end = month_ends.week_end
    left join departures
        on
            features.account_id = departures.account_id
            and features.week_end < departures.left_on
    group by features.account_id, features.week_end
),

labelled as (
    select
        account_id,
        {% for days in horizons -%}
        cast({{ dbt.dateadd('day', days, 'week_end') }} as date) as known_on_{{ days }}_days,
        case
            when {{ dbt.dateadd('day', days, 'week_end') }} <= {{ as_of_date() }}
                then coalesce(left_on <= {{ dbt.dateadd('day', days, 'week_end') }}, false)
        end as is_lost_{{ days }}_days,
        {% endfor -%}
        week_end
    from next_departures
),

final as (
    select
        concat(labelled.account_id, ' ', labelled.week_end) as subject_id,
        labelled.account_id,
        labelled.week_end as observed_on,
        {% for days in horizons -%}
        labelled.known_on_{{ days }}_days,
        labelled.is_lost_{{ days }}_days,
        {% endfor -%}
        {% for feature in risk_features() -%}
        features.{{ feature }},
        {% endfor -%}
        features.health_loss,
        features.usage_drop,
        features.mrr as amount
    from labelled
    inner join features
        on
            labelled.account_id = features.account_id
            and labelled.week_end = features.week_end
)

select * from final
