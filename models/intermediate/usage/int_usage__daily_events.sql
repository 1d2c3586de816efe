{#- As text, not as a CTE: an engine would keep the rows of one that is read thrice in memory. -#}
{%- set events_of_days -%}
select
    *,
    {{ hash_of(['event_date', 'event_id']) }} as event_hash
from (
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
) as usage_events
where {{ is_in_usage_days('event_date') }}
{%- endset -%}

-- DECISIONS.md, "Copies are looked for before events are counted".
with suspects as (
    select event_hash
    from ({{ events_of_days }}) as events_of_days
    group by event_hash
    having count(*) > 1
),

-- Of an event delivered twice the newest counts; copies are known by their id within a day.
events_of_suspects as (
    select
        events_of_days.event_date,
        events_of_days.event_id,
        events_of_days.rejection_reason,
        {{ newest_row(
            ['account_id', 'user_id', 'event_name', 'quantity', 'occurred_at'], 'occurred_at'
        ) }} as newest,
        count(*) as copies
    from ({{ events_of_days }}) as events_of_days
    inner join suspects
        on events_of_days.event_hash = suspects.event_hash
    group by events_of_days.event_date, events_of_days.event_id, events_of_days.rejection_reason
),

distinct_events as (
    select
        events_of_days.event_date,
        events_of_days.account_id,
        events_of_days.user_id,
        events_of_days.event_name,
        events_of_days.rejection_reason,
        events_of_days.quantity,
        events_of_days.occurred_at,
        0 as surplus_copies,
        case
            when events_of_days.rejection_reason is not null then events_of_days.event_id
        end as faulty_event_id
    from ({{ events_of_days }}) as events_of_days
    left join suspects
        on events_of_days.event_hash = suspects.event_hash
    where suspects.event_hash is null
    union all
    select
        event_date,
        newest.account_id,
        newest.user_id,
        newest.event_name,
        rejection_reason,
        newest.quantity,
        newest.occurred_at,
        copies - 1 as surplus_copies,
        case when copies > 1 or rejection_reason is not null then event_id end as faulty_event_id
    from events_of_suspects
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
    from distinct_events
    group by event_date, account_id, user_id, event_name, rejection_reason
)

select * from final
