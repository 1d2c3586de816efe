with session_events as (
    select * from {{ ref('int_marketing__session_events') }}
    where
        rejection_reason is null
        and user_id is not null
        and {{ is_in_usage_days('event_date') }}
),

final as (
    select
        event_date,
        visitor_id,
        user_id,
        count(*) as events
    from session_events
    group by event_date, visitor_id, user_id
)

select * from final
