with window_parts as (
    select * from {{ ref('int_usage__window_parts') }}
),

user_days as (
    select * from {{ ref('int_usage__customer_user_days') }}
),

feature_days as (
    select * from {{ ref('int_usage__feature_days') }}
),

users_by_part as (
    select
        account_id,
        user_id,
        {{ part_of_week_end('event_date') }} as part_end,
        count(*) as user_days,
        sum(sessions) as sessions
    from user_days
    group by account_id, user_id, {{ part_of_week_end('event_date') }}
),

features_by_part as (
    select
        account_id,
        feature,
        {{ part_of_week_end('event_date') }} as part_end,
        sum(events) as events,
        bit_or({{ day_bit('event_date') }}) as days,
        max(event_date) as last_active_on
    from feature_days
    group by account_id, feature, {{ part_of_week_end('event_date') }}
),

-- A user counts once in a window: in the last part of it in which there was anything.
users_beside_next as (
    select
        *,
        lead(part_end) over (partition by account_id, user_id order by part_end) as next_part_end
    from users_by_part
),

features_beside_next as (
    select
        *,
        lead(part_end) over (partition by account_id, feature order by part_end) as next_part_end
    from features_by_part
),

users as (
    select
        users_beside_next.account_id,
        window_parts.window_end,
        count(*) filter (
            where coalesce(users_beside_next.next_part_end > window_parts.window_end, true)
        ) as active_users,
        count(*) filter (
            where
            window_parts.is_in_last_week
            and coalesce(users_beside_next.next_part_end > window_parts.window_end, true)
        ) as active_users_7_days,
        cast(sum(users_beside_next.user_days) as bigint) as user_days,
        cast(sum(users_beside_next.sessions) as bigint) as sessions
    from users_beside_next
    inner join window_parts
        on users_beside_next.part_end = window_parts.part_end
    group by users_beside_next.account_id, window_parts.window_end
),

-- Days of a month, as bits: within a part of a week no two days have the same.
days as (
    select
        account_id,
        part_end,
        {{ days_of_bits('bit_or(days)') }} as active_days
    from features_by_part
    group by account_id, part_end
),

active_days as (
    select
        days.account_id,
        window_parts.window_end,
        cast(sum(days.active_days) as bigint) as active_days
    from days
    inner join window_parts
        on days.part_end = window_parts.part_end
    group by days.account_id, window_parts.window_end
),

events as (
    select
        features_beside_next.account_id,
        window_parts.window_end,
        cast(sum(features_beside_next.events) as bigint) as events,
        count(*) filter (
            where coalesce(features_beside_next.next_part_end > window_parts.window_end, true)
        ) as features,
        max(features_beside_next.last_active_on) as last_active_on
    from features_beside_next
    inner join window_parts
        on features_beside_next.part_end = window_parts.part_end
    group by features_beside_next.account_id, window_parts.window_end
),

final as (
    select
        events.account_id,
        events.window_end,
        events.events,
        active_days.active_days,
        events.features,
        events.last_active_on,
        coalesce(users.active_users, 0) as active_users,
        coalesce(users.active_users_7_days, 0) as active_users_7_days,
        coalesce(users.user_days, 0) as user_days,
        coalesce(users.sessions, 0) as sessions
    from events
    inner join active_days
        on
            events.account_id = active_days.account_id
            and events.window_end = active_days.window_end
    left join users
        on
            events.account_id = users.account_id
            and events.window_end = users.window_end
)

select * from final
