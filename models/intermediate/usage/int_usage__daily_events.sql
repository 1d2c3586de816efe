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
        {{ newest_of('account_id', 'occurred_at') }} as account_id,
        {{ newest_of('event_name', 'occurred_at') }} as event_name,
        {{ newest_of('user_id', 'occurred_at') }} as user_id,
        {{ newest_of('quantity', 'occurred_at') }} as quantity,
        count(*) as copies
    from events_of_days
    group by event_date, event_id, rejection_reason
),

events_per_user as (
    select
        event_date,
        account_id,
        event_name,
        rejection_reason,
        user_id,
        count(*) as events,
        sum(quantity) as quantity,
        sum(copies - 1) as surplus_copies,
        {{ list_of_values(
            'case when copies > 1 or rejection_reason is not null then event_id end'
        ) }} as faulty_event_ids
    from distinct_events
    group by event_date, account_id, event_name, rejection_reason, user_id
),

final as (
    select
        event_date,
        account_id,
        event_name,
        rejection_reason,
        cast(sum(events) as bigint) as events,
        cast(sum(quantity) as decimal(20, 6)) as quantity,
        count(user_id) as users,
        {{ list_of_users('user_id', 'events') }} as users_with_events,
        cast(sum(surplus_copies) as bigint) as surplus_copies,
        {{ merged_lists('faulty_event_ids') }} as faulty_event_ids
    from events_per_user
    group by event_date, account_id, event_name, rejection_reason
)

select * from final
