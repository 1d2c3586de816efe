with event_days as (
    select * from {{ ref('int_usage__account_event_days') }}
    where event_date <= {{ as_of_date() }}
),

program_events as (
    select * from {{ ref('program_events') }}
),

user_days as (
    select * from {{ ref('int_usage__user_days') }}
),

workspaces as (
    select * from {{ ref('int_usage__workspaces') }}
),

users as (
    select
        coalesce(workspaces.account_id, user_days.account_id) as account_id,
        count(distinct user_days.user_id) as active_users_28_days
    from user_days
    left join workspaces
        on user_days.account_id = workspaces.workspace_id
    where
        user_days.event_date > cast({{ dbt.dateadd('day', -28, as_of_date()) }} as date)
        and user_days.event_date <= {{ as_of_date() }}
    group by coalesce(workspaces.account_id, user_days.account_id)
),

-- DECISIONS.md, "A program's events are no use of the product".
events as (
    select
        coalesce(workspaces.account_id, event_days.account_id) as account_id,
        max(event_days.event_date) as last_active_on,
        cast(
            sum(
                case
                    when
                        event_days.event_date
                        > cast({{ dbt.dateadd('day', -28, as_of_date()) }} as date)
                        then event_days.events
                    else 0
                end
            ) as bigint
        ) as events_28_days
    from event_days
    left join workspaces
        on event_days.account_id = workspaces.workspace_id
    left join program_events
        on event_days.event_name = program_events.event_name
    where program_events.event_name is null
    group by coalesce(workspaces.account_id, event_days.account_id)
),

final as (
    select
        events.account_id,
        events.last_active_on,
        events.events_28_days,
        coalesce(users.active_users_28_days, 0) as active_users_28_days
    from events
    left join users
        on events.account_id = users.account_id
)

select * from final
