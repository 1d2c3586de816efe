with ties as (
    select * from {{ ref('int_identity__ties') }}
    where entity_type = 'billing_customer'
),

final as (
    select
        entity_id as customer_id,
        customer_account_id as account_id,
        is_internal
    from ties
)

select * from final
