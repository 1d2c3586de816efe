with product_users as (
    select * from {{ ref('stg_usage__product_users') }}
),

daily_events as (
    select * from {{ ref('int_usage__daily_events') }}
    where
        rejection_reason is null
        and event_date <= {{ as_of_date() }}
),

entitlement_measures as (
    select * from {{ ref('entitlement_measures') }}
),

-- Who is added counts from that day on, who is removed no longer on the day.
user_changes as (
    select
        account_id,
        {{ to_reporting_date('created_at') }} as change_date,
        1 as users
    from product_users
    where created_at is not null
    union all
    select
        account_id,
        {{ to_reporting_date('deactivated_at') }} as change_date,
        -1 as users
    from product_users
    where
        created_at is not null
        and deactivated_at is not null
),

users_by_day as (
    select
        account_id,
        change_date,
        sum(users) as users
    from user_changes
    where change_date <= {{ as_of_date() }}
    group by account_id, change_date
),

assigned_users as (
    select
        account_id,
        'assigned_users' as measured_by,
        cast(null as string) as event_name,
        change_date as from_date,
        coalesce(lead(change_date) over by_day, {{ forever() }}) as to_date,
        cast(sum(users) over so_far as double) as used_amount
    from users_by_day
    window
        by_day as (partition by account_id order by change_date),
        so_far as (
            partition by account_id
            order by change_date
            rows between unbounded preceding and current row
        )
),

quantities as (
    select
        daily_events.account_id,
        daily_events.event_name,
        daily_events.event_date,
        sum(daily_events.quantity) as quantity
    from daily_events
    inner join entitlement_measures
        on daily_events.event_name = entitlement_measures.event_name
    group by daily_events.account_id, daily_events.event_name, daily_events.event_date
),

-- A month's use adds up, and begins anew with the next month.
event_quantities as (
    select
        account_id,
        'event_quantity' as measured_by,
        event_name,
        event_date as from_date,
        coalesce(
            lead(event_date) over by_day,
            cast({{ dbt.dateadd('month', 1, dbt.date_trunc('month', 'event_date')) }} as date)
        ) as to_date,
        cast(sum(quantity) over so_far as double) as used_amount
    from quantities
    window
        by_day as (
            partition by account_id, event_name, {{ dbt.date_trunc('month', 'event_date') }}
            order by event_date
        ),
        so_far as (
            partition by account_id, event_name, {{ dbt.date_trunc('month', 'event_date') }}
            order by event_date
            rows between unbounded preceding and current row
        )
)

select * from assigned_users
union all
select * from event_quantities
