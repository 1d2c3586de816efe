with source as (
    {{ contract_rows(
        'billing', 'subscription_items', parent=ref('stg_billing__subscriptions')
    ) }}
),

renamed as (
    select
        ---------- ids
        subscription_item_id,
        subscription_id,
        plan_id,

        ---------- strings
        connector,

        ---------- numerics
        quantity,
        unit_amount,

        ---------- timestamps
        valid_from,
        valid_to
    from source
    where rejection_reason is null
)

select * from renamed
