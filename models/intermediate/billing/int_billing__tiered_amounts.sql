with versions as (
    select * from {{ ref('int_billing__items') }}
),

plans as (
    select * from {{ ref('stg_billing__plans') }}
),

plan_tiers as (
    select * from {{ ref('int_billing__plan_tiers') }}
),

entered_tiers as (
    select
        versions.subscription_item_id,
        versions.from_date,
        versions.quantity,
        plans.pricing_model,
        plan_tiers.above,
        plan_tiers.up_to,
        plan_tiers.unit_amount,
        plan_tiers.flat_amount
    from versions
    inner join plans
        on versions.plan_id = plans.plan_id
    inner join plan_tiers
        on
            versions.plan_id = plan_tiers.plan_id
            and versions.quantity > plan_tiers.above
),

-- DECISIONS.md, "What a price is".
final as (
    select
        subscription_item_id,
        from_date,
        sum(
            case
                when pricing_model = 'graduated'
                    then (least(quantity, up_to) - above) * unit_amount + flat_amount
                when quantity <= up_to
                    then quantity * unit_amount + flat_amount
                else 0
            end
        ) as amount
    from entered_tiers
    group by subscription_item_id, from_date
)

select * from final
