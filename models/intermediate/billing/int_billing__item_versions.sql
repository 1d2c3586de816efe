with items as (
    select * from {{ ref('stg_billing__subscription_items') }}
),

plans as (
    select * from {{ ref('stg_billing__plans') }}
),

subscriptions as (
    select * from {{ ref('int_billing__subscriptions') }}
),

plan_tiers as (
    select * from {{ ref('int_billing__plan_tiers') }}
),

-- A subscription's end closes all its items.
items_in_days as (
    select
        items.subscription_item_id,
        items.subscription_id,
        subscriptions.customer_id,
        subscriptions.account_id,
        items.plan_id,
        cast(coalesce(items.quantity, 1) as double) as quantity,
        cast(items.unit_amount as double) as own_unit_amount,
        greatest(
            {{ to_reporting_date('items.valid_from') }}, subscriptions.started_on
        ) as from_date,
        least(
            coalesce({{ to_reporting_date('items.valid_to') }}, {{ forever() }}),
            subscriptions.ended_on
        ) as to_date
    from items
    inner join subscriptions
        on items.subscription_id = subscriptions.subscription_id
),

versions as (
    select * from items_in_days
    where
        from_date < to_date
        and from_date <= {{ as_of_date() }}
),

-- DECISIONS.md, "What a price is".
graduated_amounts as (
    select
        versions.subscription_item_id,
        versions.from_date,
        sum(
            (least(versions.quantity, plan_tiers.up_to) - plan_tiers.above) * plan_tiers.unit_amount
            + plan_tiers.flat_amount
        ) as amount
    from versions
    inner join plan_tiers
        on
            versions.plan_id = plan_tiers.plan_id
            and versions.quantity > plan_tiers.above
    group by versions.subscription_item_id, versions.from_date
),

volume_amounts as (
    select
        versions.subscription_item_id,
        versions.from_date,
        versions.quantity * plan_tiers.unit_amount + plan_tiers.flat_amount as amount
    from versions
    inner join plan_tiers
        on
            versions.plan_id = plan_tiers.plan_id
            and versions.quantity > plan_tiers.above
            and versions.quantity <= plan_tiers.up_to
),

priced as (
    select
        versions.*,
        plans.plan_tier,
        plans.currency,
        plans.billing_interval,
        plans.is_addon,
        {{ months_in_period(
            'plans.billing_interval', 'plans.interval_count'
        ) }} as months_in_period,
        case
            {% if revenue_rule('mrr_metered') == 'exclude' -%}
            when plans.usage_type = 'metered' then 0
            {% endif -%}
            when plans.is_free then 0
            when plans.pricing_model = 'flat'
                then coalesce(versions.own_unit_amount, cast(plans.unit_amount as double), 0)
            when versions.own_unit_amount is not null or plans.pricing_model = 'per_unit'
                then
                    versions.quantity
                    * coalesce(versions.own_unit_amount, cast(plans.unit_amount as double), 0)
            when plans.pricing_model = 'graduated' then coalesce(graduated_amounts.amount, 0)
            when plans.pricing_model = 'volume' then coalesce(volume_amounts.amount, 0)
        end as amount_per_period
    from versions
    left join plans
        on versions.plan_id = plans.plan_id
    left join graduated_amounts
        on
            versions.subscription_item_id = graduated_amounts.subscription_item_id
            and versions.from_date = graduated_amounts.from_date
    left join volume_amounts
        on
            versions.subscription_item_id = volume_amounts.subscription_item_id
            and versions.from_date = volume_amounts.from_date
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
        from_date,
        to_date,
        quantity,
        currency,
        months_in_period,
        {{ rounded('amount_per_period / months_in_period', 10) }} as list_mrr
    from priced
)

select * from final
