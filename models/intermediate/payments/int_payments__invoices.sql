with invoices as (
    select * from {{ ref('stg_billing__invoices') }}
    where coalesce(status, 'open') <> 'draft'
),

customers as (
    select * from {{ ref('int_payments__customers') }}
    where not is_internal
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
final as (
    select
        invoice_id,
        account_id,
        customer_id,
        subscription_id,
        status,
        billing_reason,
        currency,
        issued_on,
        greatest(coalesce(given_due_on, issued_on), issued_on) as due_on,
        paid_on,
        total,
        amount_paid
    from invoices_in_days
    where issued_on <= {{ as_of_date() }}
)

select * from final
