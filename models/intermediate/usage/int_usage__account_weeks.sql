{%- set statuses = ['new', 'retained', 'resurrected'] -%}

with user_weeks as (
    select * from {{ ref('int_usage__user_weeks') }}
),

windows as (
    select * from {{ ref('int_usage__account_windows') }}
),

week_ends as (
    select * from {{ ref('int_calendar__measuring_days') }}
    where is_week_end
),

-- DECISIONS.md, "New, retained, resurrected and dormant": next to the week before.
users_with_status as (
    select
        *,
        case
            when previous_week_end is null then 'new'
            when previous_week_end = cast({{ dbt.dateadd('day', -7, 'week_end') }} as date)
                then 'retained'
            else 'resurrected'
        end as user_status,
        cast({{ dbt.dateadd('day', 7, 'week_end') }} as date) as following_week_end
    from user_weeks
),

active_weeks as (
    select
        account_id,
        week_end,
        count(*) as weekly_active_users,
        {% for status in statuses -%}
        count(*) filter (where user_status = '{{ status }}') as {{ status }}_users,
        {% endfor -%}
        cast(sum(active_days) as bigint) as user_days,
        cast(sum(events) as bigint) as events,
        cast(sum(sessions) as bigint) as sessions
    from users_with_status
    group by account_id, week_end
),

dormant_weeks as (
    select
        account_id,
        following_week_end as week_end,
        count(*) as dormant_users
    from users_with_status
    where next_week_end is null or next_week_end > following_week_end
    group by account_id, following_week_end
),

windows_of_weeks as (
    select
        windows.account_id,
        windows.window_end as week_end,
        windows.active_users,
        windows.user_days
    from windows
    inner join week_ends
        on windows.window_end = week_ends.measured_on
),

keys as (
    select
        account_id,
        week_end
    from active_weeks
    union
    select
        dormant_weeks.account_id,
        dormant_weeks.week_end
    from dormant_weeks
    inner join week_ends
        on dormant_weeks.week_end = week_ends.measured_on
    union
    select
        account_id,
        week_end
    from windows_of_weeks
),

joined as (
    select
        keys.account_id,
        keys.week_end,
        coalesce(active_weeks.weekly_active_users, 0) as weekly_active_users,
        {% for status in statuses -%}
        coalesce(active_weeks.{{ status }}_users, 0) as {{ status }}_users,
        {% endfor -%}
        coalesce(dormant_weeks.dormant_users, 0) as dormant_users,
        coalesce(active_weeks.user_days, 0) as user_days,
        coalesce(active_weeks.events, 0) as events,
        coalesce(active_weeks.sessions, 0) as sessions,
        coalesce(windows_of_weeks.active_users, 0) as monthly_active_users,
        coalesce(windows_of_weeks.user_days, 0) as user_days_28_days
    from keys
    left join active_weeks
        on
            keys.account_id = active_weeks.account_id
            and keys.week_end = active_weeks.week_end
    left join dormant_weeks
        on
            keys.account_id = dormant_weeks.account_id
            and keys.week_end = dormant_weeks.week_end
    left join windows_of_weeks
        on
            keys.account_id = windows_of_weeks.account_id
            and keys.week_end = windows_of_weeks.week_end
),

-- An account is active in a week if one of its users was.
last_active_weeks as (
    select
        account_id,
        week_end,
        lag(week_end) over (partition by account_id order by week_end) as previous_week_end
    from active_weeks
),

final as (
    select
        joined.*,
        case
            when last_active_weeks.account_id is null
                then case when joined.dormant_users > 0 then 'dormant' end
            when last_active_weeks.previous_week_end is null then 'new'
            when
                last_active_weeks.previous_week_end
                = cast({{ dbt.dateadd('day', -7, 'joined.week_end') }} as date)
                then 'retained'
            else 'resurrected'
        end as account_status
    from joined
    left join last_active_weeks
        on
            joined.account_id = last_active_weeks.account_id
            and joined.week_end = last_active_weeks.week_end
)

select * from final
