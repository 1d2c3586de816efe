with source as (
    {{ contract_rows('billing', 'invoices') }}
),

renamed as (
    select
        ---------- ids
        invoice_id,
        customer_id,
        subscription_id,

        ---------- strings
        lower(status) as status,
        lower(billing_reason) as billing_reason,
        coalesce(upper(currency), '{{ var("reporting_currency") }}') as currency,
        connector,

        ---------- numerics
        subtotal,
        discount,
        tax,
        total,
        amount_paid,

        ---------- timestamps
        issued_at,
        due_at,
        paid_at,
        period_started_at,
        period_ended_at
    from source
    where rejection_reason is null
)

select * from renamed
