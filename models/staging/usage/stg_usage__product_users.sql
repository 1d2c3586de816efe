with source as (
    {{ contract_rows('usage', 'product_users') }}
),

renamed as (
    select
        ---------- ids
        user_id,
        account_id,

        ---------- strings
        lower(trim(email)) as email,
        role,
        connector,

        ---------- timestamps
        created_at,
        deactivated_at
    from source
    where rejection_reason is null
)

select * from renamed
