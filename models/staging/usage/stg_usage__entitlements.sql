with source as (
    {{ contract_rows('usage', 'entitlements') }}
),

renamed as (
    select
        ---------- ids
        account_id,

        ---------- strings
        lower(entitlement) as entitlement,
        connector,

        ---------- numerics
        limit_amount,

        ---------- timestamps
        valid_from,
        valid_to
    from source
    where rejection_reason is null
)

select * from renamed
