with account_weeks as (
    select * from {{ ref('int_usage__account_weeks') }}
),

user_days as (
    select * from {{ ref('int_usage__customer_user_days') }}
),

active_days as (
    select
        account_id,
        {{ week_end('event_date') }} as week_end,
        count(distinct event_date) as active_days
    from user_days
    group by account_id, {{ week_end('event_date') }}
),

final as (
    select
        account_weeks.account_id,
        account_weeks.week_end,
        cast(coalesce(active_days.active_days, 0) as bigint) as active_days,
        account_weeks.weekly_active_users,
        account_weeks.monthly_active_users,
        account_weeks.sessions,
        account_weeks.events
    from account_weeks
    left join active_days
        on
            account_weeks.account_id = active_days.account_id
            and account_weeks.week_end = active_days.week_end
)

select * from final
