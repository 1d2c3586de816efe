with daily_events as (
    select * from {{ ref('int_usage__daily_events') }}
    where
        rejection_reason is null
        and user_id is not null
        and {{ is_in_usage_days('event_date') }}
),

final as (
    select
        event_date,
        account_id,
        user_id,
        cast(sum(events) as bigint) as events,
        count(*) as event_names,
        {{ runs_of_half_hours('bit_or(half_hours)') }} as sessions
    from daily_events
    group by event_date, account_id, user_id
)

select * from final
