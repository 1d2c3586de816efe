with measured_accounts as (
    select * from {{ ref('int_customers__measured_accounts') }}
),

usage_measures as (
    select * from {{ ref('int_usage__account_measures') }}
),

support_measures as (
    select * from {{ ref('int_support__account_measures') }}
),

incident_hours as (
    select * from {{ ref('int_support__incident_hours') }}
),

failing_payments as (
    select * from {{ ref('int_payments__failing_accounts') }}
),

product_features as (
    select count(distinct feature) as features from {{ ref('product_features') }}
),

-- DECISIONS.md, "What is missing and what is nothing": from when on each kind of data is there.
recorded as (
    select
        (
            select min(window_end) from {{ ref('int_usage__account_windows') }}
        ) as usage_since,
        (
            select min({{ to_reporting_date('created_at') }}) from {{ ref('stg_support__tickets') }}
        ) as tickets_since,
        (
            select min({{ to_reporting_date('started_at') }})
            from {{ ref('stg_support__incidents') }}
        ) as incidents_since,
        (
            select min({{ to_reporting_date('requested_at') }})
            from {{ ref('stg_support__feature_requests') }}
        ) as requests_since,
        (
            select min({{ to_reporting_date('attempted_at') }})
            from {{ ref('stg_billing__payments') }}
        ) as payments_since
),

counted as (
    select
        measured_accounts.*,
        measured_accounts.measured_on >= recorded.usage_since as has_usage,
        measured_accounts.measured_on >= recorded.tickets_since as has_tickets,
        measured_accounts.measured_on >= recorded.incidents_since as has_incidents,
        measured_accounts.measured_on >= recorded.requests_since as has_requests,
        measured_accounts.measured_on >= recorded.payments_since as has_payments,
        product_features.features as known_features,
        coalesce(usage_measures.events_28_days, 0) as events_28_days,
        coalesce(usage_measures.events_previous_28_days, 0) as events_previous_28_days,
        coalesce(usage_measures.active_days_28_days, 0) as active_days_28_days,
        coalesce(usage_measures.active_days_previous_28_days, 0) as active_days_previous_28_days,
        coalesce(usage_measures.active_users_28_days, 0) as active_users_28_days,
        coalesce(usage_measures.features_28_days, 0) as features_28_days,
        coalesce(usage_measures.sessions_28_days, 0) as sessions_28_days,
        usage_measures.last_active_on,
        coalesce(support_measures.tickets_28_days, 0) as tickets_28_days,
        coalesce(support_measures.tickets_previous_28_days, 0) as tickets_previous_28_days,
        10 * coalesce(support_measures.tickets_90_days, 0) as tickets_times_10,
        coalesce(support_measures.open_tickets, 0) as open_tickets,
        support_measures.nps_score,
        support_measures.nps_responded_on,
        support_measures.csat_score_90_days,
        coalesce(support_measures.incident_hours_28_days, 0)
        + coalesce(incident_hours.incident_hours_28_days, 0) as incident_hours_28_days,
        coalesce(support_measures.feature_requests_open, 0)
        + coalesce(support_measures.feature_requests_declined_180_days, 0)
        - coalesce(support_measures.feature_requests_delivered_180_days, 0) as requests_balance,
        failing_payments.first_failed_on,
        greatest(coalesce(measured_accounts.seats, 1), 1) as seats_or_one
    from measured_accounts
    cross join recorded
    cross join product_features
    left join usage_measures
        on
            measured_accounts.account_id = usage_measures.account_id
            and measured_accounts.measured_on = usage_measures.measured_on
    left join support_measures
        on
            measured_accounts.account_id = support_measures.account_id
            and measured_accounts.measured_on = support_measures.measured_on
    left join incident_hours
        on measured_accounts.measured_on = incident_hours.measured_on
    left join failing_payments
        on
            measured_accounts.account_id = failing_payments.account_id
            and measured_accounts.measured_on = failing_payments.measured_on
),

final as (
    select
        account_id,
        measured_on,
        is_week_end,
        is_customer,
        customer_since,
        tenure_month,
        lifecycle_stage,
        customer_tier,
        plan_tier,
        industry,
        size_band,
        country,
        mrr,
        arr,
        seats,
        renews_on,
        has_usage,
        events_28_days,
        events_previous_28_days,
        active_days_28_days,
        active_days_previous_28_days,
        active_users_28_days,
        sessions_28_days,
        last_active_on,
        tickets_28_days,
        tickets_previous_28_days,
        open_tickets,
        nps_score,
        nps_responded_on,
        first_failed_on,
        case when has_usage then cast(active_days_28_days as double) end as active_days,
        case
            when has_usage then {{ rate('features_28_days', 'known_features') }}
        end as breadth,
        case when has_usage then {{ rate('active_users_28_days', 'seats') }} end as seat_use,
        case
            when
                has_usage
                and customer_since <= {{ dbt.dateadd('day', -56, 'measured_on') }}
                then {{ rate('events_28_days', 'events_previous_28_days') }}
        end as usage_trend,
        case
            when has_tickets
                then {{ rate('tickets_times_10', 'seats_or_one') }}
        end as tickets_per_10_seats,
        cast(nps_score as double) as nps,
        cast(csat_score_90_days as double) as csat,
        case
            when first_failed_on is not null
                then
                    cast(
                        {{ dbt.datediff('first_failed_on', 'measured_on', 'day') }}
                        as double
                    )
            when has_payments then cast(0 as double)
        end as days_payment_failing,
        case when has_incidents then cast(incident_hours_28_days as double) end as incident_hours,
        case when has_requests then cast(requests_balance as double) end as requests_unmet
    from counted
)

select * from final
