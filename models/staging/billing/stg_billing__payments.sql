with source as (
    {{ contract_rows('billing', 'payments') }}
),

renamed as (
    select
        ---------- ids
        payment_id,
        invoice_id,
        customer_id,

        ---------- strings
        coalesce(upper(currency), '{{ var("reporting_currency") }}') as currency,
        lower(status) as status,
        failure_code,
        lower(payment_method_type) as payment_method_type,
        connector,

        ---------- numerics
        amount,
        attempt_number,

        ---------- timestamps
        card_expires_on,
        attempted_at
    from source
    where rejection_reason is null
)

select * from renamed
