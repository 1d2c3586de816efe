with source as (
    {{ contract_rows('reference', 'exchange_rates') }}
),

renamed as (
    select
        ---------- strings
        upper(from_currency) as from_currency,
        upper(to_currency) as to_currency,
        connector,

        ---------- numerics
        rate,

        ---------- timestamps
        rate_date
    from source
    where rejection_reason is null
)

select * from renamed
