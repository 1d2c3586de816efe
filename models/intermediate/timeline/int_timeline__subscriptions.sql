with subscriptions as (
    select * from {{ ref('int_billing__subscriptions') }}
),

plan_changes as (
    select * from {{ ref('int_plans__changes') }}
),

cancellation_sessions as (
    select * from {{ ref('stg_success__cancellation_sessions') }}
    where {{ to_reporting_date('started_at') }} <= {{ as_of_date() }}
),

sessions_of_customers as (
    {{ rows_of_customers('cancellation_sessions') }}
),

final as (
    select
        account_id,
        cast(trial_started_on as timestamp) as occurred_at,
        'trial_started' as kind,
        {{ event_title('Trial started') }} as title,
        subscription_id as reference_id,
        cast(null as decimal(20, 6)) as amount
    from subscriptions
    where trial_started_on <= {{ as_of_date() }}

    union all

    select
        account_id,
        cast(cancel_requested_on as timestamp) as occurred_at,
        'cancellation_requested' as kind,
        {{ event_title('Cancellation requested') }} as title,
        subscription_id as reference_id,
        cast(null as decimal(20, 6)) as amount
    from subscriptions
    where cancel_requested_on <= {{ as_of_date() }}

    union all

    select
        customer_account_id as account_id,
        cast({{ to_reporting_time('started_at') }} as timestamp) as occurred_at,
        'cancellation_dialogue' as kind,
        {{ event_title('Cancellation dialogue', [
            'reason_code',
            "case when offer_accepted then 'offer_accepted' when canceled then 'cancelled' end",
        ]) }} as title,
        session_id as reference_id,
        cast(null as decimal(20, 6)) as amount
    from sessions_of_customers

    union all

    select
        account_id,
        cast(change_date as timestamp) as occurred_at,
        case when from_plan_id = to_plan_id then 'price_changed' else 'plan_changed' end as kind,
        case
            when from_plan_id = to_plan_id then {{ event_title('Price changed', ['change_kind']) }}
            else {{ event_title('Plan changed', ['change_kind', 'from_plan_id', 'to_plan_id']) }}
        end as title,
        to_plan_id as reference_id,
        cast(null as decimal(20, 6)) as amount
    from plan_changes
)

select * from final
where account_id is not null
