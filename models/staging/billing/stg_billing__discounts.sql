with source as (
    {{ contract_rows('billing', 'discounts') }}
),

renamed as (
    select
        ---------- ids
        discount_id,
        coupon_id,
        customer_id,
        subscription_id,
        subscription_item_id,

        ---------- strings
        upper(currency) as currency,
        lower(duration) as duration,
        connector,

        ---------- numerics
        percent_off,
        amount_off,

        ---------- timestamps
        started_at,
        ended_at
    from source
    where rejection_reason is null
)

select * from renamed
