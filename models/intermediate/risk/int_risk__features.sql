with scores as (
    select * from {{ ref('int_health__scores') }}
    where
        is_customer
        and is_week_end
),

measured_accounts as (
    select * from {{ ref('int_customers__measured_accounts') }}
    where is_week_end
),

changes as (
    select * from {{ ref('int_health__changes') }}
),

signals as (
    select * from {{ ref('int_risk__signals') }}
),

payments as (
    select * from {{ ref('int_risk__payments') }}
),

leaving_accounts as (
    select * from {{ ref('int_risk__leaving_accounts') }}
),

-- DECISIONS.md, "What the risk of churn is made of". Limits keep one odd value from deciding.
final as (
    select
        scores.account_id,
        scores.measured_on as week_end,
        scores.lifecycle_stage,
        scores.customer_tier,
        scores.plan_tier,
        scores.mrr,
        leaving_accounts.account_id is not null as has_cancelled,
        coalesce(signals.signals, 0) as signals,
        signals.signal_names,
        100 - scores.health_score as health_loss,
        1 - least(scores.usage_trend, 3) as usage_drop,
        scores.active_days,
        case
            when scores.has_usage
                then cast(
                    scores.active_days_28_days - scores.active_days_previous_28_days as double
                )
        end as active_days_change,
        scores.breadth,
        case
            when scores.days_payment_failing is not null
                then cast(coalesce(payments.card_expires_soon, 0) as double)
        end as card_expires_soon,
        case when scores.has_usage then cast(coalesce(signals.champion_quiet, 0) as double) end
            as champion_quiet,
        scores.csat,
        least(scores.days_payment_failing, 30) as days_payment_failing,
        case
            when scores.has_usage
                then cast(least(
                    {{ dbt.datediff(
                        'coalesce(scores.last_active_on, scores.customer_since)',
                        'scores.measured_on',
                        'day'
                    ) }}, 90
                ) as double)
        end as days_since_use,
        case
            when scores.days_payment_failing is not null
                then cast(coalesce(payments.failed_attempts_90_days, 0) as double)
        end as failed_attempts_90_days,
        changes.health_change_12_weeks,
        changes.health_change_4_weeks,
        cast(case when scores.tenure_month between 2 and 4 then 1 else 0 end as double)
            as is_critical,
        cast(case when scores.renews_on is null then 0 else 1 end as double) as is_renewing,
        cast(case when scores.lifecycle_stage = 'won_back' then 1 else 0 end as double)
            as is_won_back,
        cast(case when measured_accounts.billing_interval = 'year' then 1 else 0 end as double)
            as is_yearly,
        {{ rounded('ln(1 + greatest(cast(scores.mrr as double), 0))', 6) }} as mrr_size,
        scores.nps,
        scores.requests_unmet,
        least(scores.seat_use, 2) as seat_use,
        cast(coalesce(signals.seats_shrinking, 0) as double) as seats_shrinking,
        {{ rounded('ln(cast(scores.tenure_month as double))', 6) }} as tenure_size,
        least(scores.tickets_per_10_seats, 30) as tickets_per_10_seats,
        least(scores.usage_trend, 3) as usage_trend
    from scores
    inner join measured_accounts
        on
            scores.account_id = measured_accounts.account_id
            and scores.measured_on = measured_accounts.measured_on
    left join changes
        on
            scores.account_id = changes.account_id
            and scores.measured_on = changes.measured_on
    left join signals
        on
            scores.account_id = signals.account_id
            and scores.measured_on = signals.measured_on
    left join payments
        on
            scores.account_id = payments.account_id
            and scores.measured_on = payments.measured_on
    left join leaving_accounts
        on
            scores.account_id = leaving_accounts.account_id
            and scores.measured_on = leaving_accounts.measured_on
)

select * from final
