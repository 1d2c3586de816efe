with measuring_days as (
    select * from {{ ref('int_calendar__measuring_days') }}
),

user_days as (
    select * from {{ ref('int_usage__customer_user_days') }}
),

feature_days as (
    select * from {{ ref('int_usage__feature_days') }}
),

-- Today is compared with 28 days ago, which is no Sunday either.
window_ends as (
    select measured_on as window_end
    from measuring_days
    union
    select cast({{ dbt.dateadd('day', -28, 'measured_on') }} as date) as window_end
    from measuring_days
    where not is_week_end
),

windows as (
    select
        window_end,
        cast({{ dbt.dateadd('day', -27, 'window_end') }} as date) as window_start,
        cast({{ dbt.dateadd('day', -6, 'window_end') }} as date) as last_week_start
    from window_ends
),

users as (
    select
        user_days.account_id,
        windows.window_end,
        count(distinct user_days.user_id) as active_users,
        count(distinct case
            when user_days.event_date >= windows.last_week_start then user_days.user_id
        end) as active_users_7_days,
        count(*) as user_days,
        cast(sum(user_days.sessions) as bigint) as sessions
    from user_days
    inner join windows
        on user_days.event_date between windows.window_start and windows.window_end
    group by user_days.account_id, windows.window_end
),

events as (
    select
        feature_days.account_id,
        windows.window_end,
        cast(sum(feature_days.events) as bigint) as events,
        count(distinct feature_days.event_date) as active_days,
        count(distinct feature_days.feature) as features,
        max(feature_days.event_date) as last_active_on
    from feature_days
    inner join windows
        on feature_days.event_date between windows.window_start and windows.window_end
    group by feature_days.account_id, windows.window_end
),

final as (
    select
        events.account_id,
        events.window_end,
        events.events,
        events.active_days,
        events.features,
        events.last_active_on,
        coalesce(users.active_users, 0) as active_users,
        coalesce(users.active_users_7_days, 0) as active_users_7_days,
        coalesce(users.user_days, 0) as user_days,
        coalesce(users.sessions, 0) as sessions
    from events
    left join users
        on
            events.account_id = users.account_id
            and events.window_end = users.window_end
)

select * from final
