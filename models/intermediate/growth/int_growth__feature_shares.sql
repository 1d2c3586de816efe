with feature_days as (
    select * from {{ ref('int_usage__feature_days') }}
),

product_features as (
    select distinct feature from {{ ref('product_features') }}
),

feature_weeks as (
    select
        feature_days.account_id,
        feature_days.feature,
        {{ week_end('feature_days.event_date') }} as week_end,
        sum(feature_days.events) as events
    from feature_days
    inner join product_features
        on feature_days.feature = product_features.feature
    group by
        feature_days.account_id, feature_days.feature, {{ week_end('feature_days.event_date') }}
),

-- A week counts at its own end and at the three after it.
weeks_of_windows as (
    {% for days in [0, 7, 14, 21] -%}
    select
        account_id,
        feature,
        cast({{ dbt.dateadd('day', days, 'week_end') }} as date) as week_end,
        events
    from feature_weeks
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

windows as (
    select
        account_id,
        feature,
        week_end,
        sum(events) as events
    from weeks_of_windows
    group by account_id, feature, week_end
),

totals as (
    select
        *,
        sum(events) over (partition by account_id, week_end) as all_events
    from windows
),

-- DECISIONS.md, "What is usual before an upgrade": of a handful of events no shares are taken.
final as (
    select
        account_id,
        week_end,
        feature,
        {{ rate('events', 'all_events') }} as share_of_use
    from totals
    where all_events >= {{ var('feature_share_minimum') }}
)

select * from final
