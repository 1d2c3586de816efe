with invoices as (
    select * from {{ ref('int_payments__invoices') }}
    where status <> 'void'
),

invoice_lines as (
    select * from {{ ref('stg_billing__invoice_lines') }}
),

exchange_rates as (
    select * from {{ ref('int_reference__exchange_rates') }}
),

-- DECISIONS.md, "Refunds and credits": an invoice below 0, else each line below 0.
credits as (
    select
        invoice_id as credit_id,
        account_id,
        issued_on as credited_on,
        coalesce(billing_reason, 'unknown') as reason,
        currency,
        -total as amount
    from invoices
    where total < 0

    union all

    select
        invoice_lines.invoice_line_id as credit_id,
        invoices.account_id,
        invoices.issued_on as credited_on,
        coalesce(invoice_lines.line_type, 'unknown') as reason,
        invoices.currency,
        -invoice_lines.amount as amount
    from invoice_lines
    inner join invoices
        on invoice_lines.invoice_id = invoices.invoice_id
    where
        invoice_lines.amount < 0
        and invoices.total >= 0
),

final as (
    select
        credits.credit_id,
        credits.account_id,
        credits.credited_on,
        credits.reason,
        {{ double_as_money('credits.amount * exchange_rates.rate') }} as amount
    from credits
    left join exchange_rates
        on
            credits.currency = exchange_rates.currency
            and credits.credited_on >= exchange_rates.from_date
            and credits.credited_on < exchange_rates.to_date
)

select * from final
