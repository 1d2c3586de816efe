{{ config(enabled=uses_connector('stripe')) }}

with prices as (
    select * from {{ source('stripe', 'stripe_price') }}
),

plans as (
    select * from {{ source('stripe', 'stripe_plan') }}
),

invoice_lines as (
    select * from {{ source('stripe', 'stripe_invoice_line_item') }}
),

-- A price is also a plan, of the same id.
known_prices as (
    select
        id as price_id,
        product_id,
        nickname,
        currency,
        billing_scheme,
        tiers_mode,
        coalesce(unit_amount_decimal, unit_amount) as unit_amount,
        recurring_interval as billing_interval,
        recurring_interval_count as interval_count,
        recurring_usage_type as usage_type,
        transform_quantity_divide_by as units_per_package,
        transform_quantity_round as package_rounding
    from prices
    where coalesce(type, 'recurring') = 'recurring'

    union all

    select
        plans.id as price_id,
        plans.product_id,
        plans.nickname,
        plans.currency,
        plans.billing_scheme,
        plans.tiers_mode,
        plans.amount as unit_amount,
        plans.{{ adapter.quote('interval') }} as billing_interval,
        plans.interval_count,
        plans.usage_type,
        plans.transform_usage_divide_by as units_per_package,
        plans.transform_usage_round as package_rounding
    from plans
    left join prices
        on plans.id = prices.id
    where prices.id is null
),

-- A price that the loader does not have any more is known by what was billed for a whole period.
billed_prices as (
    select
        coalesce(invoice_lines.price_id, invoice_lines.plan_id) as price_id,
        max(invoice_lines.currency) as currency,
        max(coalesce(
            invoice_lines.unit_amount_excluding_tax,
            invoice_lines.amount / nullif(invoice_lines.quantity, 0)
        )) as unit_amount,
        max(
            {{ dbt.datediff('invoice_lines.period_start', 'invoice_lines.period_end', 'day') }}
        ) as days
    from invoice_lines
    left join known_prices
        on coalesce(invoice_lines.price_id, invoice_lines.plan_id) = known_prices.price_id
    where
        known_prices.price_id is null
        and coalesce(invoice_lines.price_id, invoice_lines.plan_id) is not null
        and invoice_lines.subscription_id is not null
        and invoice_lines.amount >= 0
        and not coalesce(invoice_lines.proration, false)
    group by coalesce(invoice_lines.price_id, invoice_lines.plan_id)
),

final as (
    select
        price_id,
        product_id,
        nickname,
        currency,
        billing_scheme,
        tiers_mode,
        unit_amount,
        billing_interval,
        interval_count,
        coalesce(usage_type, 'licensed') as usage_type,
        units_per_package,
        package_rounding,
        false as is_guessed
    from known_prices

    union all

    select
        price_id,
        null as product_id,
        null as nickname,
        currency,
        'per_unit' as billing_scheme,
        null as tiers_mode,
        unit_amount,
        case
            when days between 27 and 32 then 'month'
            when days between 360 and 370 then 'year'
            when days between 85 and 95 then 'month'
            when days = 7 then 'week'
            else 'day'
        end as billing_interval,
        case
            when days between 27 and 32 or days between 360 and 370 or days = 7 then 1
            when days between 85 and 95 then 3
            else greatest(days, 1)
        end as interval_count,
        'licensed' as usage_type,
        null as units_per_package,
        null as package_rounding,
        true as is_guessed
    from billed_prices
)

select * from final
