{{ config(enabled=uses_connector('stripe')) }}

with customers as (
    select * from {{ source('stripe', 'stripe_customer') }}
),

final as (
    select
        id as customer_id,
        {{ json_text('metadata', var('stripe_account_id_key')) }} as account_id,
        email,
        name as customer_name,
        upper(address_country) as country,
        upper(currency) as currency,
        created as created_at,
        case when is_deleted then _fivetran_synced end as deleted_at
    from customers
)

select * from final
