-- Of an event delivered twice the newest counts; copies are known by their id within a day.
with distinct_events as (
    {{ events_without_copies(
        ref('stg_usage__usage_events'), ['account_id', 'user_id', 'event_name', 'quantity']
    ) }}
),

with_faults as (
    select
        *,
        case
            when surplus_copies > 0 or rejection_reason is not null then event_id
        end as faulty_event_id
    from distinct_events
),

final as (
    select
        event_date,
        account_id,
        user_id,
        event_name,
        rejection_reason,
        count(*) as events,
        cast(sum(quantity) as decimal(20, 6)) as quantity,
        bit_or({{ half_hour_bit('occurred_at') }}) as half_hours,
        cast(sum(surplus_copies) as bigint) as surplus_copies,
        {{ list_of_values('faulty_event_id') }} as faulty_event_ids
    from with_faults
    group by event_date, account_id, user_id, event_name, rejection_reason
)

select * from final
