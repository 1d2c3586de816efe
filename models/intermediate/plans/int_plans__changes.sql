with steps as (
    select * from {{ ref('int_plans__steps') }}
),

plans as (
    select * from {{ ref('stg_billing__plans') }}
),

exchange_rates as (
    select * from {{ ref('int_reference__exchange_rates') }}
),

customer_spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
),

-- DECISIONS.md, "Upgrades and downgrades": what one pays at list, for the units one has afterwards.
priced_steps as (
    select
        steps.account_id,
        steps.change_date,
        steps.from_plan_id,
        steps.to_plan_id,
        steps.from_plan_id <> steps.to_plan_id as is_plan_change,
        coalesce({{ is_same_offer('from_plans', 'to_plans') }}, false) as is_same_offer,
        coalesce({{ is_billed_alike('from_plans', 'to_plans') }}, false) as is_billed_alike,
        coalesce(
            from_plans.usage_type = 'metered' or to_plans.usage_type = 'metered', false
        ) as is_metered,
        coalesce(from_plans.pricing_model in ('graduated', 'volume'), false) as is_tiered,
        steps.quantity_before = steps.quantity_after as is_same_quantity,
        steps.gross_mrr_before * before_rates.rate
        * case
            when from_plans.pricing_model = 'flat' or to_plans.pricing_model = 'flat' then 1
            else coalesce(steps.quantity_after / nullif(steps.quantity_before, 0), 1)
        end as price_before,
        steps.gross_mrr_after * after_rates.rate as price_after
    from steps
    left join plans as from_plans
        on steps.from_plan_id = from_plans.plan_id
    left join plans as to_plans
        on steps.to_plan_id = to_plans.plan_id
    inner join exchange_rates as before_rates
        on
            steps.currency_before = before_rates.currency
            and steps.change_date >= before_rates.from_date
            and steps.change_date < before_rates.to_date
    inner join exchange_rates as after_rates
        on
            steps.currency_after = after_rates.currency
            and steps.change_date >= after_rates.from_date
            and steps.change_date < after_rates.to_date
),

-- Sums of rounded amounts give prices per unit that differ far behind the point: not changes.
compared as (
    select
        *,
        case
            when abs(price_after - price_before) <= 0.0001 * greatest(price_before, price_after)
                then 'same'
            when price_after > price_before then 'up'
            else 'down'
        end as price_moved
    from priced_steps
),

classified as (
    select
        *,
        case
            when is_metered and is_plan_change then 'plan_sideways'
            when is_metered then null
            when is_plan_change and is_same_offer and is_billed_alike and price_moved <> 'same'
                then 'price_' || price_moved
            when is_plan_change and (is_same_offer or price_moved = 'same') then 'plan_sideways'
            when is_plan_change then 'plan_' || price_moved
            when price_moved = 'same' or (is_tiered and not is_same_quantity) then null
            else 'price_' || price_moved
        end as change_kind
    from compared
),

final as (
    select
        classified.account_id,
        classified.change_date,
        classified.change_kind,
        classified.from_plan_id,
        classified.to_plan_id,
        max(customer_spells.started_on) as customer_since,
        {{ rounded(
            rate('sum(classified.price_after)', 'sum(classified.price_before)') ~ ' - 1', 10
        ) }} as relative_change
    from classified
    inner join customer_spells
        on
            classified.account_id = customer_spells.account_id
            and classified.change_date > customer_spells.started_on
            and classified.change_date < customer_spells.ended_on
    where classified.change_kind is not null
    group by
        classified.account_id,
        classified.change_date,
        classified.change_kind,
        classified.from_plan_id,
        classified.to_plan_id
)

select * from final
