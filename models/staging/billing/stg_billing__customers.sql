with source as (
    {{ contract_rows('billing', 'billing_customers') }}
),

renamed as (
    select
        ---------- ids
        customer_id,
        account_id,

        ---------- strings
        lower(trim(email)) as email,
        customer_name,
        lower(trim(domain)) as domain,
        upper(country) as country,
        upper(currency) as currency,
        connector,

        ---------- timestamps
        created_at,
        deleted_at
    from source
    where rejection_reason is null
)

select * from renamed
