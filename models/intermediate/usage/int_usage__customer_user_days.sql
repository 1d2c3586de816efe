with user_days as (
    select * from {{ ref('int_usage__user_days') }}
    where event_date <= {{ as_of_date() }}
),

workspaces as (
    select * from {{ ref('int_usage__workspaces') }}
),

final as (
    select
        user_days.event_date,
        coalesce(workspaces.account_id, user_days.account_id) as account_id,
        user_days.user_id,
        user_days.events,
        user_days.sessions
    from user_days
    left join workspaces
        on user_days.account_id = workspaces.workspace_id
    where not coalesce(workspaces.is_internal, false)
)

select * from final
