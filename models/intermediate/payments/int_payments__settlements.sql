with invoices as (
    select * from {{ ref('int_payments__invoices') }}
),

attempts as (
    select * from {{ ref('int_payments__attempts') }}
    where
        not is_failed
        and invoice_id is not null
),

exchange_rates as (
    select * from {{ ref('int_reference__exchange_rates') }}
),

-- A payment in another currency than its invoice's settles what it was worth on its day.
payments as (
    select
        attempts.invoice_id,
        greatest(
            attempts.attempted_on, coalesce(invoices.issued_on, attempts.attempted_on)
        ) as settled_on,
        coalesce(invoices.currency, attempts.currency) as currency,
        case
            when attempts.currency = coalesce(invoices.currency, attempts.currency)
                then attempts.local_amount
            else {{ double_as_money('attempts.amount / exchange_rates.rate') }}
        end as amount
    from attempts
    left join invoices
        on attempts.invoice_id = invoices.invoice_id
    left join exchange_rates
        on
            invoices.currency = exchange_rates.currency
            and attempts.attempted_on >= exchange_rates.from_date
            and attempts.attempted_on < exchange_rates.to_date
),

paid_by_payments as (
    select
        invoice_id,
        sum(amount) as amount
    from payments
    group by invoice_id
),

-- DECISIONS.md, "When an invoice is paid": what no payment explains was paid in another way.
paid_otherwise as (
    select
        invoices.invoice_id,
        greatest(
            coalesce(invoices.paid_on, least(invoices.due_on, {{ as_of_date() }})),
            invoices.issued_on
        ) as settled_on,
        invoices.currency,
        case when invoices.status = 'paid' then invoices.total else invoices.amount_paid end
        - coalesce(paid_by_payments.amount, 0) as amount
    from invoices
    left join paid_by_payments
        on invoices.invoice_id = paid_by_payments.invoice_id
    where invoices.total > 0
),

settlements as (
    select
        invoice_id,
        settled_on,
        true as is_payment,
        currency,
        amount
    from payments

    union all

    select
        invoice_id,
        settled_on,
        false as is_payment,
        currency,
        amount
    from paid_otherwise
    where
        amount > 0
        and settled_on <= {{ as_of_date() }}
),

final as (
    select
        invoice_id,
        settled_on,
        is_payment,
        currency,
        {{ as_money('sum(amount)') }} as amount
    from settlements
    group by invoice_id, settled_on, is_payment, currency
)

select * from final
