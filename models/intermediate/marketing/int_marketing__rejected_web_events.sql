with session_events as (
    select * from {{ ref('int_marketing__session_events') }}
    where faulty_event_id is not null or rejection_reason is not null
),

final as (
    select
        event_date,
        event_type,
        faulty_event_id as event_id,
        coalesce(rejection_reason, 'duplicate of event_id') as reason
    from session_events
)

select * from final
