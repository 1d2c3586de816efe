with usage_events as (
    select
        event_id,
        account_id,
        user_id,
        event_name,
        occurred_at,
        quantity,
        rejection_reason,
        {{ to_reporting_date('occurred_at') }} as event_date
    from {{ ref('stg_usage__usage_events') }}
    where {{ may_be_in_usage_days('occurred_at') }}
),

events_of_days as (
    select * from usage_events
    where {{ is_in_usage_days('event_date') }}
),

-- Of an event delivered twice the newest counts; copies are known by their id within a day.
distinct_events as (
    select
        event_date,
        event_id,
        rejection_reason,
        {{ newest_row(
            ['account_id', 'user_id', 'event_name', 'quantity', 'occurred_at'], 'occurred_at'
        ) }} as newest,
        count(*) as copies
    from events_of_days
    group by event_date, event_id, rejection_reason
),

final as (
    select
        event_date,
        newest.account_id,
        newest.user_id,
        newest.event_name,
        rejection_reason,
        count(*) as events,
        cast(sum(newest.quantity) as decimal(20, 6)) as quantity,
        bit_or({{ half_hour_bit('newest.occurred_at') }}) as half_hours,
        cast(sum(copies - 1) as bigint) as surplus_copies,
        {{ list_of_values(
            'case when copies > 1 or rejection_reason is not null then event_id end'
        ) }} as faulty_event_ids
    from distinct_events
    group by
        event_date,
        newest.account_id,
        newest.user_id,
        newest.event_name,
        rejection_reason
)

select * from final
