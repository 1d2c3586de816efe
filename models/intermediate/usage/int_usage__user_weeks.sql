with user_days as (
    select * from {{ ref('int_usage__customer_user_days') }}
),

weeks as (
    select
        account_id,
        user_id,
        {{ week_end('event_date') }} as week_end,
        count(distinct event_date) as active_days,
        cast(sum(events) as bigint) as events,
        cast(sum(sessions) as bigint) as sessions
    from user_days
    group by account_id, user_id, {{ week_end('event_date') }}
),

final as (
    select
        account_id,
        user_id,
        week_end,
        active_days,
        events,
        sessions,
        lag(week_end) over by_week as previous_week_end,
        lead(week_end) over by_week as next_week_end
    from weeks
    where week_end <= {{ as_of_date() }}
    window by_week as (partition by account_id, user_id order by week_end)
)

select * from final
