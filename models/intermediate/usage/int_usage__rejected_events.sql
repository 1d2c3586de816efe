with daily_events as (
    select * from {{ ref('int_usage__daily_events') }}
    where faulty_event_ids is not null
),

rejected_events as (
    {{ unnested(
        'daily_events',
        'faulty_event_ids',
        ['event_date', 'account_id', 'event_name', 'rejection_reason'],
    ) }}
),

final as (
    select
        event_date,
        account_id,
        event_name,
        element as event_id,
        coalesce(rejection_reason, 'duplicate of event_id') as reason
    from rejected_events
)

select * from final
