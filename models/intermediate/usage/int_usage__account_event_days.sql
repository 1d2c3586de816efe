with daily_events as (
    select * from {{ ref('int_usage__daily_events') }}
    where rejection_reason is null
),

final as (
    select
        event_date,
        account_id,
        event_name,
        events,
        quantity,
        users,
        users_with_events
    from daily_events
)

select * from final
