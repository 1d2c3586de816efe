with accounts as (
    select * from {{ ref('int_revenue__accounts') }}
),

subscriptions as (
    select * from {{ ref('int_billing__subscriptions') }}
),

account_months as (
    select * from {{ ref('int_revenue__month_movements') }}
),

plans as (
    select * from {{ ref('int_revenue__account_month_plans') }}
),

customer_spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
),

usage as (
    select * from {{ ref('int_usage__accounts') }}
),

tickets as (
    select * from {{ ref('int_support__account_measures') }}
    where measured_on = {{ as_of_date() }}
),

stages as (
    select * from {{ ref('int_customers__stage_intervals') }}
    where valid_to = {{ forever() }}
),

tiers as (
    select * from {{ ref('int_customers__mrr_intervals') }}
    where
        from_date <= {{ as_of_date() }}
        and to_date > {{ as_of_date() }}
),

scores as (
    select * from {{ ref('int_health__scores') }}
    where measured_on = {{ as_of_date() }}
),

saturations as (
    select
        account_id,
        max(saturation) as highest_saturation
    from {{ ref('int_entitlements__account_measures') }}
    where measured_on = {{ as_of_date() }}
    group by account_id
),

open_signals as (
    select
        account_id,
        count(*) as open_signals
    from {{ ref('int_signals__intervals') }}
    where ended_on is null
    group by account_id
),

risks as (
    select * from {{ ref('churn_risk') }}
    where is_latest
),

potentials as (
    select * from {{ ref('expansion_potential') }}
    where is_latest
),

open_tasks as (
    select
        account_id,
        count(*) as open_tasks
    from {{ ref('customer_tasks') }}
    where status = 'open'
    group by account_id
),

current_months as (
    select
        account_months.account_id,
        account_months.mrr,
        account_months.trial_mrr,
        account_months.committed_mrr,
        account_months.is_active,
        plans.plan_tier,
        plans.billing_interval,
        plans.seats
    from account_months
    left join plans
        on
            account_months.account_id = plans.account_id
            and account_months.date_month = plans.date_month
    where account_months.date_month = {{ dbt.date_trunc('month', as_of_date()) }}
),

spells_per_account as (
    select
        account_id,
        min(started_on) as became_customer_on,
        max(ended_on) as last_ended_on
    from customer_spells
    group by account_id
),

-- A subscription says when its period ends; only what has not ended renews.
subscriptions_per_account as (
    select
        account_id,
        min(started_on) as first_subscribed_on,
        min(
            case
                when ended_on > {{ as_of_date() }} and renews_on > {{ as_of_date() }} then renews_on
            end
        ) as renewal_date,
        max(
            case
                when
                    ended_on > {{ as_of_date() }}
                    and trial_started_on <= {{ as_of_date() }}
                    and trial_ended_on > {{ as_of_date() }}
                    then 1
                else 0
            end
        ) = 1 as is_on_trial
    from subscriptions
    group by account_id
),

final as (
    select
        accounts.account_id,
        accounts.account_name,
        accounts.industry,
        accounts.size_band,
        accounts.country,
        accounts.owner_id,
        tiers.customer_tier,
        coalesce(stages.lifecycle_stage, 'lead') as lifecycle_stage,
        coalesce(accounts.registered_on, subscriptions_per_account.first_subscribed_on)
            as registered_on,
        spells_per_account.became_customer_on,
        case
            when not coalesce(current_months.is_active, false)
                then spells_per_account.last_ended_on
        end as churned_on,
        coalesce(current_months.mrr, 0) as mrr,
        {{ as_money('coalesce(current_months.mrr, 0) * 12') }} as arr,
        coalesce(current_months.committed_mrr, 0) as committed_mrr,
        coalesce(current_months.trial_mrr, 0) as trial_mrr,
        current_months.plan_tier,
        current_months.billing_interval,
        current_months.seats,
        subscriptions_per_account.renewal_date,
        usage.last_active_on,
        coalesce(usage.active_users_28_days, 0) as active_users_28_days,
        coalesce(usage.events_28_days, 0) as events_28_days,
        scores.health_score,
        scores.health_band,
        scores.weakest_measure,
        scores.fatigue_score,
        risks.loss_probability_90_days as churn_risk,
        potentials.rise_probability_90_days as expansion_potential,
        saturations.highest_saturation,
        coalesce(open_signals.open_signals, 0) as open_signals,
        coalesce(open_tasks.open_tasks, 0) as open_tasks,
        coalesce(tickets.open_tickets, 0) as open_tickets,
        coalesce(tickets.tickets_90_days, 0) as tickets_90_days
    from accounts
    left join current_months
        on accounts.account_id = current_months.account_id
    left join spells_per_account
        on accounts.account_id = spells_per_account.account_id
    left join subscriptions_per_account
        on accounts.account_id = subscriptions_per_account.account_id
    left join usage
        on accounts.account_id = usage.account_id
    left join tickets
        on accounts.account_id = tickets.account_id
    left join stages
        on accounts.account_id = stages.account_id
    left join tiers
        on accounts.account_id = tiers.account_id
    left join scores
        on accounts.account_id = scores.account_id
    left join saturations
        on accounts.account_id = saturations.account_id
    left join open_signals
        on accounts.account_id = open_signals.account_id
    left join risks
        on accounts.account_id = risks.account_id
    left join potentials
        on accounts.account_id = potentials.account_id
    left join open_tasks
        on accounts.account_id = open_tasks.account_id
)

select * from final
