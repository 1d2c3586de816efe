with days as (
    select * from {{ ref('int_programs__days') }}
),

periods as (
    select * from {{ ref('int_programs__periods') }}
),

spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
),

-- All periods together are a period of their own.
windows as (
    select
        period_type,
        period_start,
        period_end
    from periods
    union all
    select
        'all' as period_type,
        min(period_start) as period_start,
        max(period_end) as period_end
    from periods
),

customers as (
    select
        windows.period_type,
        windows.period_start,
        spells.account_id
    from windows
    inner join spells
        on
            windows.period_end >= spells.started_on
            and windows.period_end < spells.ended_on
),

users as (
    select
        windows.period_type,
        windows.period_start,
        days.program,
        days.account_id,
        days.user_id,
        sum(days.events) as events
    from days
    inner join windows
        on
            days.event_date >= windows.period_start
            and days.event_date <= windows.period_end
    group by
        windows.period_type, windows.period_start, days.program, days.account_id, days.user_id
),

accounts as (
    select
        period_type,
        period_start,
        program,
        account_id,
        count(user_id) as users,
        sum(events) as events
    from users
    group by period_type, period_start, program, account_id
),

reached as (
    select
        accounts.period_type,
        accounts.period_start,
        accounts.program,
        count(*) as accounts_reached,
        count(customers.account_id) as customers_reached,
        cast(sum(accounts.users) as bigint) as users,
        cast(sum(accounts.events) as bigint) as events
    from accounts
    left join customers
        on
            accounts.period_type = customers.period_type
            and accounts.period_start = customers.period_start
            and accounts.account_id = customers.account_id
    group by accounts.period_type, accounts.period_start, accounts.program
),

customers_counted as (
    select
        period_type,
        period_start,
        count(*) as customers
    from customers
    group by period_type, period_start
),

programs as (
    select
        program,
        max(program_kind) as program_kind
    from {{ ref('program_events') }}
    group by program
),

final as (
    select
        windows.period_type,
        windows.period_start,
        windows.period_end,
        programs.program,
        programs.program_kind,
        coalesce(reached.accounts_reached, 0) as accounts_reached,
        coalesce(reached.users, 0) as users,
        coalesce(reached.events, 0) as events,
        coalesce(customers_counted.customers, 0) as customers,
        coalesce(reached.customers_reached, 0) as customers_reached
    from windows
    cross join programs
    left join customers_counted
        on
            windows.period_type = customers_counted.period_type
            and windows.period_start = customers_counted.period_start
    left join reached
        on
            windows.period_type = reached.period_type
            and windows.period_start = reached.period_start
            and programs.program = reached.program
)

select * from final
