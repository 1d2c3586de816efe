with daily_events as (
    select * from {{ ref('int_usage__daily_events') }}
    where rejection_reason is null
),

final as (
    select
        event_date,
        account_id,
        event_name,
        cast(sum(events) as bigint) as events,
        cast(sum(quantity) as decimal(20, 6)) as quantity,
        count(user_id) as users
    from daily_events
    group by event_date, account_id, event_name
)

select * from final
