with versions as (
    select * from {{ ref('int_billing__items') }}
),

plans as (
    select * from {{ ref('stg_billing__plans') }}
),

tiered_amounts as (
    select * from {{ ref('int_billing__tiered_amounts') }}
),

metered_amounts as (
    select * from {{ ref('int_billing__metered_amounts') }}
),

-- DECISIONS.md, "What a price is".
priced as (
    select
        versions.*,
        plans.plan_tier,
        plans.currency,
        plans.billing_interval,
        plans.is_addon,
        coalesce(plans.usage_type = 'metered', false) as is_metered,
        {{ months_in_period(
            'plans.billing_interval', 'plans.interval_count'
        ) }} as months_in_period,
        case
            when plans.usage_type = 'metered' or plans.is_free then 0
            when plans.pricing_model = 'flat'
                then coalesce(versions.own_unit_amount, cast(plans.unit_amount as double), 0)
            when versions.own_unit_amount is not null or plans.pricing_model = 'per_unit'
                then
                    versions.quantity
                    * coalesce(versions.own_unit_amount, cast(plans.unit_amount as double), 0)
            when plans.pricing_model in ('graduated', 'volume')
                then coalesce(tiered_amounts.amount, 0)
        end as amount_per_period
    from versions
    left join plans
        on versions.plan_id = plans.plan_id
    left join tiered_amounts
        on
            versions.subscription_item_id = tiered_amounts.subscription_item_id
            and versions.from_date = tiered_amounts.from_date
),

-- DECISIONS.md, "Metered plans": what was billed for use takes the place of the price.
priced_by_use as (
    select
        priced.*,
        metered_amounts.currency as metered_currency,
        metered_amounts.amount as metered_amount,
        metered_amounts.from_date as metered_from_date,
        metered_amounts.to_date as metered_to_date
    from priced
    left join metered_amounts
        on
            priced.is_metered
            and priced.subscription_item_id = metered_amounts.subscription_item_id
            and priced.from_date < metered_amounts.to_date
            and priced.to_date > metered_amounts.from_date
),

final as (
    select
        subscription_item_id,
        subscription_id,
        customer_id,
        account_id,
        plan_id,
        plan_tier,
        billing_interval,
        is_addon,
        greatest(from_date, coalesce(metered_from_date, from_date)) as from_date,
        least(to_date, coalesce(metered_to_date, to_date)) as to_date,
        quantity,
        coalesce(metered_currency, currency) as currency,
        months_in_period,
        {{ rounded(
            'coalesce(metered_amount, amount_per_period) / months_in_period', 10
        ) }} as list_mrr
    from priced_by_use
)

select * from final
