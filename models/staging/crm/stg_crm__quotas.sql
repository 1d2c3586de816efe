with source as (
    {{ contract_rows('crm', 'quotas') }}
),

renamed as (
    select
        ---------- ids
        owner_id,

        ---------- strings
        coalesce(upper(currency), '{{ var("reporting_currency") }}') as currency,
        connector,

        ---------- numerics
        amount,

        ---------- timestamps
        quota_month
    from source
    where rejection_reason is null
)

select * from renamed
