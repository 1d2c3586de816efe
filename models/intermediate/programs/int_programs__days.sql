with program_events as (
    select * from {{ ref('program_events') }}
),

daily_events as (
    select * from {{ ref('int_usage__daily_events') }}
    where
        rejection_reason is null
        and event_date <= {{ as_of_date() }}
),

workspaces as (
    select * from {{ ref('int_usage__workspaces') }}
),

final as (
    select
        daily_events.event_date,
        coalesce(workspaces.account_id, daily_events.account_id) as account_id,
        daily_events.user_id,
        program_events.program,
        cast(sum(daily_events.events) as bigint) as events
    from daily_events
    inner join program_events
        on daily_events.event_name = program_events.event_name
    left join workspaces
        on daily_events.account_id = workspaces.workspace_id
    where not coalesce(workspaces.is_internal, false)
    group by
        daily_events.event_date,
        coalesce(workspaces.account_id, daily_events.account_id),
        daily_events.user_id,
        program_events.program
)

select * from final
