with event_days as (
    select * from {{ ref('int_usage__account_event_days') }}
    where event_date <= {{ as_of_date() }}
),

user_days as (
    select * from {{ ref('int_usage__user_days') }}
),

users as (
    select
        account_id,
        count(distinct user_id) as active_users_28_days
    from user_days
    where
        event_date > cast({{ dbt.dateadd('day', -28, as_of_date()) }} as date)
        and event_date <= {{ as_of_date() }}
    group by account_id
),

events as (
    select
        account_id,
        max(event_date) as last_active_on,
        cast(
            coalesce(
                sum(events) filter (
                    where event_date > cast({{ dbt.dateadd('day', -28, as_of_date()) }} as date)
                ),
                0
            ) as bigint
        ) as events_28_days
    from event_days
    group by account_id
),

final as (
    select
        events.account_id,
        events.last_active_on,
        events.events_28_days,
        coalesce(users.active_users_28_days, 0) as active_users_28_days
    from events
    left join users
        on events.account_id = users.account_id
)

select * from final
