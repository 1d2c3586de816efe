with subscriptions as (
    select * from {{ ref('stg_billing__subscriptions') }}
),

customers as (
    select * from {{ ref('int_billing__customers') }}
),

-- DECISIONS.md, "A day's MRR is what holds at its last instant": from here on, days.
final as (
    select
        subscriptions.subscription_id,
        subscriptions.customer_id,
        customers.account_id,
        subscriptions.status,
        {{ to_reporting_date('subscriptions.started_at') }} as started_on,
        coalesce({{ to_reporting_date('subscriptions.ended_at') }}, {{ forever() }}) as ended_on,
        coalesce(
            {{ to_reporting_date('subscriptions.trial_started_at') }},
            {{ to_reporting_date('subscriptions.started_at') }}
        ) as trial_started_on,
        case
            when subscriptions.trial_ended_at is not null
                then {{ to_reporting_date('subscriptions.trial_ended_at') }}
            when subscriptions.status = 'trialing'
                then {{ forever() }}
        end as trial_ended_on,
        {{ to_reporting_date(
            'coalesce(subscriptions.cancel_requested_at, case when subscriptions.cancels_at is not'
            ~ ' null then coalesce(subscriptions.updated_at, subscriptions.started_at) end)'
        ) }} as cancel_requested_on,
        {{ to_reporting_date('subscriptions.past_due_since') }} as past_due_since,
        {{ to_reporting_date('subscriptions.paused_at') }} as paused_on,
        {{ to_reporting_date('subscriptions.resumes_at') }} as resumes_on,
        {{ to_reporting_date('subscriptions.current_period_ended_at') }} as renews_on
    from subscriptions
    inner join customers
        on subscriptions.customer_id = customers.customer_id
    where
        not customers.is_internal
        and {{ to_reporting_date('subscriptions.started_at') }} <= {{ as_of_date() }}
)

select * from final
