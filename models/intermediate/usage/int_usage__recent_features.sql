with feature_days as (
    select * from {{ ref('int_usage__feature_days') }}
    where event_date > cast({{ dbt.dateadd('day', -56, as_of_date()) }} as date)
),

account_feature_days as (
    select
        account_id,
        feature,
        event_date,
        event_date > cast({{ dbt.dateadd('day', -28, as_of_date()) }} as date) as is_recent,
        sum(events) as events
    from feature_days
    group by account_id, feature, event_date
),

final as (
    select
        account_id,
        feature,
        count(*) filter (where is_recent) as active_days_28_days,
        cast(sum(case when is_recent then events else 0 end) as bigint) as events_28_days,
        cast(sum(case when is_recent then 0 else events end) as bigint) as events_previous_28_days
    from account_feature_days
    group by account_id, feature
)

select * from final
