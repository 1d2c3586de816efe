with daily_events as (
    select * from {{ ref('int_usage__daily_events') }}
    where
        rejection_reason is null
        and event_date <= {{ as_of_date() }}
),

product_features as (
    select * from {{ ref('product_features') }}
),

workspaces as (
    select * from {{ ref('int_usage__workspaces') }}
),

program_events as (
    select * from {{ ref('program_events') }}
),

-- DECISIONS.md, "What a use of a feature is": nothing disappears for want of a row in the seed.
final as (
    select
        daily_events.event_date,
        coalesce(workspaces.account_id, daily_events.account_id) as account_id,
        daily_events.user_id,
        coalesce(product_features.feature, daily_events.event_name) as feature,
        coalesce(product_features.module, 'unmapped') as module,
        daily_events.event_name,
        daily_events.events
    from daily_events
    left join product_features
        on daily_events.event_name = product_features.event_name
    left join workspaces
        on daily_events.account_id = workspaces.workspace_id
    left join program_events
        on daily_events.event_name = program_events.event_name
    where
        not coalesce(workspaces.is_internal, false)
        and program_events.event_name is null
)

select * from final
