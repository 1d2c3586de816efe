with source as (
    {{ contract_rows('billing', 'refunds') }}
),

renamed as (
    select
        ---------- ids
        refund_id,
        payment_id,
        invoice_id,

        ---------- strings
        coalesce(upper(currency), '{{ var("reporting_currency") }}') as currency,
        reason,
        connector,

        ---------- numerics
        amount,

        ---------- timestamps
        refunded_at
    from source
    where rejection_reason is null
)

select * from renamed
