{{ config(enabled=uses_connector('stripe')) }}

with versions as (
    select * from {{ ref('stripe__subscription_versions') }}
    where is_newest
),

status_changes as (
    select * from {{ ref('stripe__subscription_status_changes') }}
),

newest_changes as (
    select
        subscription_id,
        max(case when status = 'past_due' then changed_at end) as past_due_since,
        max(case when status = 'paused' then changed_at end) as paused_at
    from status_changes
    group by subscription_id
),

final as (
    select
        versions.id as subscription_id,
        versions.customer_id,
        versions.contract_status as status,
        versions.started_at,
        versions.trial_start as trial_started_at,
        versions.trial_end as trial_ended_at,
        versions.current_period_start as current_period_started_at,
        versions.current_period_end as current_period_ended_at,
        -- DECISIONS.md, "Stripe": a cancellation that was withdrawn leaves no flag behind.
        case
            when
                versions.ended_at is not null
                or versions.cancel_at is not null
                or versions.cancel_at_period_end
                then versions.canceled_at
        end as cancel_requested_at,
        coalesce(
            versions.cancel_at,
            case when versions.cancel_at_period_end then versions.current_period_end end
        ) as cancels_at,
        versions.ended_at,
        case
            when versions.contract_status = 'past_due'
                then coalesce(newest_changes.past_due_since, versions.current_period_start)
        end as past_due_since,
        case
            when versions.contract_status = 'paused'
                then coalesce(newest_changes.paused_at, versions.seen_at)
        end as paused_at,
        versions.pause_collection_resumes_at as resumes_at,
        coalesce(versions.collection_method, versions.billing) as collection_method,
        versions._fivetran_synced as updated_at
    from versions
    left join newest_changes
        on versions.id = newest_changes.subscription_id
)

select * from final
