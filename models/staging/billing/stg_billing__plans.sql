with source as (
    {{ contract_rows('billing', 'plans') }}
),

renamed as (
    select
        ---------- ids
        plan_id,
        product_id,

        ---------- strings
        plan_name,
        product_name,
        plan_tier,
        lower(billing_interval) as billing_interval,
        coalesce(upper(currency), '{{ var("reporting_currency") }}') as currency,
        coalesce(lower(pricing_model), 'per_unit') as pricing_model,
        price_tiers,
        coalesce(lower(usage_type), 'licensed') as usage_type,
        connector,

        ---------- numerics
        coalesce(interval_count, 1) as interval_count,
        unit_amount,

        ---------- booleans
        coalesce(is_addon, false) as is_addon,
        coalesce(is_free, false) as is_free
    from source
    where rejection_reason is null
)

select * from renamed
