with source as (
    {{ contract_rows('billing', 'invoice_lines') }}
),

renamed as (
    select
        ---------- ids
        invoice_line_id,
        invoice_id,
        subscription_item_id,
        plan_id,

        ---------- strings
        lower(line_type) as line_type,
        coalesce(upper(currency), '{{ var("reporting_currency") }}') as currency,
        connector,

        ---------- numerics
        quantity,
        amount,

        ---------- timestamps
        period_started_at,
        period_ended_at
    from source
    where rejection_reason is null
)

select * from renamed
