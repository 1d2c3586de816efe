{{ config(enabled=uses_connector('stripe')) }}

with invoices as (
    select * from {{ source('stripe', 'stripe_invoice') }}
    where not coalesce(is_deleted, false)
),

payments as (
    select * from {{ ref('stripe__payments') }}
    where status = 'succeeded'
),

paid as (
    select
        invoice_id,
        max(attempted_at) as paid_at
    from payments
    group by invoice_id
),

final as (
    select
        invoices.id as invoice_id,
        invoices.customer_id,
        invoices.subscription_id,
        invoices.status,
        invoices.billing_reason,
        upper(invoices.currency) as currency,
        {{ minor_units('invoices.subtotal', 'invoices.currency') }} as subtotal,
        {{ minor_units(
            'greatest(invoices.subtotal + coalesce(invoices.tax, 0) - invoices.total, 0)',
            'invoices.currency',
        ) }} as discount,
        {{ minor_units('coalesce(invoices.tax, 0)', 'invoices.currency') }} as tax,
        {{ minor_units('invoices.total', 'invoices.currency') }} as total,
        {{ minor_units('invoices.amount_paid', 'invoices.currency') }} as amount_paid,
        coalesce(
            invoices.status_transitions_finalized_at, invoices.created, invoices.period_end
        ) as issued_at,
        invoices.due_date as due_at,
        case
            when invoices.status = 'paid'
                then coalesce(
                    invoices.status_transitions_paid_at, paid.paid_at,
                    invoices.status_transitions_finalized_at, invoices.created
                )
        end as paid_at,
        invoices.period_start as period_started_at,
        invoices.period_end as period_ended_at
    from invoices
    left join paid
        on invoices.id = paid.invoice_id
)

select * from final
