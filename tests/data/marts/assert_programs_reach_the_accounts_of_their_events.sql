-- If this fails, events of programs are lost on the way to their reach, or counted twice.
with event_days as (
    select
        cast({{ dbt.date_trunc('month', 'account_event_days.event_date') }} as date) as period_start,
        program_events.program,
        coalesce(workspaces.account_id, account_event_days.account_id) as account_id,
        account_event_days.events
    from {{ ref('int_usage__account_event_days') }} as account_event_days
    inner join {{ ref('program_events') }} as program_events
        on account_event_days.event_name = program_events.event_name
    left join {{ ref('int_usage__workspaces') }} as workspaces
        on account_event_days.account_id = workspaces.workspace_id
    where
        account_event_days.event_date <= {{ as_of_date() }}
        and not coalesce(workspaces.is_internal, false)
),

counted as (
    select
        period_start,
        program,
        count(distinct account_id) as accounts_reached,
        cast(sum(events) as bigint) as events
    from event_days
    group by period_start, program
),

published as (
    select * from {{ ref('program_engagement') }}
    where
        period_type = 'month'
        and events > 0
),

totals as (
    select
        sum(case when period_type = 'month' then events else 0 end) as events_of_months,
        sum(case when period_type = 'all' then events else 0 end) as events_of_all
    from {{ ref('program_engagement') }}
)

select
    coalesce(counted.period_start, published.period_start) as period_start,
    coalesce(counted.program, published.program) as program,
    counted.events,
    published.events as published_events
from counted
full outer join published
    on
        counted.period_start = published.period_start
        and counted.program = published.program
where
    coalesce(counted.events, -1) <> coalesce(published.events, -1)
    or coalesce(counted.accounts_reached, -1) <> coalesce(published.accounts_reached, -1)

union all

select
    cast(null as date) as period_start,
    'all' as program,
    cast(events_of_months as bigint) as events,
    cast(events_of_all as bigint) as published_events
from totals
where events_of_months <> events_of_all
