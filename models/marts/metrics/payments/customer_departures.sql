with departures as (
    select * from {{ ref('int_revenue__departures') }}
),

accounts as (
    select * from {{ ref('int_revenue__accounts') }}
),

mrr_intervals as (
    select * from {{ ref('int_billing__mrr_intervals') }}
    where is_in_force
),

tiers as (
    select * from {{ ref('int_customers__mrr_intervals') }}
),

items_of_last_day as (
    select
        departures.account_id,
        departures.spell_number,
        mrr_intervals.plan_tier,
        mrr_intervals.billing_interval,
        row_number() over (
            partition by departures.account_id, departures.spell_number
            order by
                mrr_intervals.is_addon asc,
                mrr_intervals.mrr desc,
                mrr_intervals.plan_id asc,
                mrr_intervals.subscription_item_id asc
        ) as importance
    from departures
    inner join mrr_intervals
        on
            departures.account_id = mrr_intervals.account_id
            and departures.left_on > mrr_intervals.from_date
            and departures.left_on <= mrr_intervals.to_date
),

main_plans as (
    select * from items_of_last_day
    where importance = 1
),

final as (
    select
        departures.account_id,
        departures.left_on,
        departures.kind,
        departures.decided_by,
        departures.reason_code,
        departures.reason_source,
        departures.mrr_lost,
        departures.started_on as became_customer_on,
        departures.tenure_months,
        departures.tenure_band,
        main_plans.plan_tier,
        main_plans.billing_interval,
        accounts.industry,
        accounts.size_band,
        accounts.country,
        accounts.channel,
        tiers.customer_tier,
        departures.returned_on,
        departures.ended_after_pause_on
    from departures
    left join main_plans
        on
            departures.account_id = main_plans.account_id
            and departures.spell_number = main_plans.spell_number
    left join accounts
        on departures.account_id = accounts.account_id
    left join tiers
        on
            departures.account_id = tiers.account_id
            and departures.left_on > tiers.from_date
            and departures.left_on <= tiers.to_date
)

select * from final
