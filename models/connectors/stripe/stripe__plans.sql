{{ config(enabled=uses_connector('stripe')) }}

with prices as (
    select * from {{ ref('stripe__prices') }}
),

products as (
    select * from {{ source('stripe', 'stripe_product') }}
),

tiers as (
    select * from {{ source('stripe', 'stripe_tier') }}
),

priced_tiers as (
    select
        prices.price_id,
        tiers.{{ adapter.quote('index') }} as place,
        tiers.up_to,
        {{ minor_units('tiers.amount', 'prices.currency') }} as unit_amount,
        {{ minor_units('tiers.flat_amount', 'prices.currency') }} as flat_amount
    from tiers
    inner join prices
        on tiers.plan_id = prices.price_id
),

tier_lists as (
    select
        price_id,
        '[' || {{ joined_in_order(
            "'{\"up_to\": ' || coalesce(cast(cast(up_to as bigint) as string), 'null')"
            ~ " || ', \"unit_amount\": ' || cast(coalesce(unit_amount, 0) as string)"
            ~ " || ', \"flat_amount\": ' || cast(coalesce(flat_amount, 0) as string) || '}'",
            'place',
        ) }} || ']' as price_tiers
    from priced_tiers
    group by price_id
),

final as (
    select
        prices.price_id as plan_id,
        coalesce(prices.nickname, products.name, prices.price_id) as plan_name,
        prices.product_id,
        products.name as product_name,
        coalesce({{ json_text('products.metadata', 'plan_tier') }}, products.name) as plan_tier,
        prices.billing_interval,
        prices.interval_count,
        upper(prices.currency) as currency,
        {{ minor_units('prices.unit_amount', 'prices.currency') }} as unit_amount,
        case
            when prices.billing_scheme = 'tiered' then prices.tiers_mode
            else 'per_unit'
        end as pricing_model,
        tier_lists.price_tiers,
        prices.usage_type,
        coalesce({{ json_text('products.metadata', 'is_addon') }} = 'true', false) as is_addon,
        coalesce(
            prices.billing_scheme <> 'tiered'
            and prices.usage_type = 'licensed'
            and prices.unit_amount = 0,
            false
        ) as is_free
    from prices
    left join products
        on prices.product_id = products.id
    left join tier_lists
        on prices.price_id = tier_lists.price_id
)

select * from final
