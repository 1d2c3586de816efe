with invoices as (
    select * from {{ ref('stg_billing__invoices') }}
    where coalesce(status, 'open') <> 'draft'
),

customers as (
    select * from {{ ref('int_billing__customers') }}
    where not is_internal
),

-- Attempts after as_of too: an invoice that is given up then is not given up yet.
last_attempts as (
    select
        invoice_id,
        {{ to_reporting_date('max(attempted_at)') }} as last_attempt_on
    from {{ ref('stg_billing__payments') }}
    where invoice_id is not null
    group by invoice_id
),

invoices_in_days as (
    select
        invoices.invoice_id,
        customers.account_id,
        invoices.customer_id,
        invoices.subscription_id,
        coalesce(invoices.status, 'open') as status,
        invoices.billing_reason,
        invoices.currency,
        {{ to_reporting_date(
            'coalesce(invoices.issued_at, invoices.period_started_at, invoices.due_at,'
            ~ ' invoices.paid_at)'
        ) }} as issued_on,
        {{ to_reporting_date('invoices.due_at') }} as given_due_on,
        {{ to_reporting_date('invoices.paid_at') }} as paid_on,
        {{ as_money(
            'coalesce(invoices.total, coalesce(invoices.subtotal, 0)'
            ~ ' - coalesce(invoices.discount, 0) + coalesce(invoices.tax, 0))'
        ) }} as total,
        {{ as_money('coalesce(invoices.amount_paid, 0)') }} as amount_paid
    from invoices
    inner join customers
        on invoices.customer_id = customers.customer_id
),

-- Without a date an invoice is due when it is issued.
issued as (
    select
        *,
        greatest(coalesce(given_due_on, issued_on), issued_on) as due_on
    from invoices_in_days
    where issued_on <= {{ as_of_date() }}
),

-- DECISIONS.md, "When an invoice is written off": on its last attempt, else when it was due.
final as (
    select
        issued.invoice_id,
        issued.account_id,
        issued.customer_id,
        issued.subscription_id,
        issued.status,
        issued.billing_reason,
        issued.currency,
        issued.issued_on,
        issued.due_on,
        issued.paid_on,
        case
            when issued.status = 'uncollectible'
                then greatest(
                    coalesce(
                        last_attempts.last_attempt_on, least(issued.due_on, {{ as_of_date() }})
                    ),
                    issued.issued_on
                )
        end as written_off_on,
        issued.total,
        issued.amount_paid
    from issued
    left join last_attempts
        on issued.invoice_id = last_attempts.invoice_id
)

select * from final
