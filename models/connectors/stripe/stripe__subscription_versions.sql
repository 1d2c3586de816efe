{{ config(enabled=uses_connector('stripe')) }}

{%- set columns = [
    'id', 'customer_id', 'status', 'start_date', 'created', 'trial_start', 'trial_end',
    'current_period_start', 'current_period_end', 'cancel_at', 'cancel_at_period_end',
    'canceled_at', 'ended_at', 'pause_collection_behavior', 'pause_collection_resumes_at',
    'collection_method', 'billing', 'quantity', '_fivetran_synced',
] %}

with subscriptions as (
    select * from {{ source('stripe', 'stripe_subscription') }}
),

history as (
    select * from {{ source('stripe', 'stripe_subscription_history') }}
),

-- What is now stands in the table of subscriptions; where only their history is loaded, in that.
all_versions as (
    select
        {{ columns | join(',\n        ') }},
        _fivetran_synced as seen_at,
        true as is_present,
        1 as preference
    from subscriptions

    union all

    select
        {{ columns | join(',\n        ') }},
        coalesce(_fivetran_start, _fivetran_synced) as seen_at,
        false as is_present,
        2 as preference
    from history
),

final as (
    select
        *,
        row_number() over (
            partition by id
            order by preference asc, seen_at desc, _fivetran_synced desc, status asc
        ) = 1 as is_newest,
        coalesce(start_date, created) as started_at,
        -- DECISIONS.md, "Stripe": paused collection is a pause whatever the status says.
        case
            when status = 'incomplete_expired' then 'incomplete'
            when
                status in ('active', 'past_due', 'unpaid')
                and pause_collection_behavior is not null
                then 'paused'
            else status
        end as contract_status
    from all_versions
)

select * from final
