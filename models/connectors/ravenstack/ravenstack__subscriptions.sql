{{ config(enabled=uses_connector('ravenstack')) }}

with subscriptions as (
    select * from {{ source('ravenstack', 'ravenstack_subscriptions') }}
),

-- DECISIONS.md, "RavenStack": end_date is the first day without the subscription;
-- one that is marked as a trial is on trial until it ends.
final as (
    select
        subscription_id,
        account_id as customer_id,
        case
            when end_date is not null then 'canceled'
            when is_trial then 'trialing'
            else 'active'
        end as status,
        start_date as started_at,
        case when is_trial then start_date end as trial_started_at,
        case when is_trial then end_date end as trial_ended_at,
        end_date as ended_at
    from subscriptions
)

select * from final
