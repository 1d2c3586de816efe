with refunds as (
    select * from {{ ref('stg_billing__refunds') }}
    where {{ to_reporting_date('refunded_at') }} <= {{ as_of_date() }}
),

payments as (
    select * from {{ ref('stg_billing__payments') }}
),

invoices as (
    select * from {{ ref('stg_billing__invoices') }}
),

customers as (
    select * from {{ ref('int_billing__customers') }}
),

exchange_rates as (
    select * from {{ ref('int_reference__exchange_rates') }}
),

refunds_in_days as (
    select
        refunds.refund_id,
        refunds.payment_id,
        coalesce(
            payments.customer_id, invoices.customer_id, invoices_of_payments.customer_id
        ) as customer_id,
        coalesce(refunds.reason, 'unknown') as reason,
        refunds.currency,
        coalesce(refunds.amount, 0) as amount,
        {{ to_reporting_date('refunds.refunded_at') }} as refunded_on,
        coalesce(
            payments.currency = refunds.currency
            and sum(refunds.amount) over refunds_so_far > payments.amount,
            false
        ) as is_above_payment
    from refunds
    left join payments
        on refunds.payment_id = payments.payment_id
    left join invoices
        on refunds.invoice_id = invoices.invoice_id
    left join invoices as invoices_of_payments
        on payments.invoice_id = invoices_of_payments.invoice_id
    window refunds_so_far as (
        partition by refunds.payment_id
        order by refunds.refunded_at, refunds.refund_id
        rows unbounded preceding
    )
),

-- DECISIONS.md, "Refunds and credits": what went back is taken as it is, however much it was.
final as (
    select
        refunds_in_days.refund_id,
        customers.account_id,
        refunds_in_days.refunded_on,
        refunds_in_days.reason,
        refunds_in_days.is_above_payment,
        {{ double_as_money('refunds_in_days.amount * exchange_rates.rate') }} as amount
    from refunds_in_days
    left join customers
        on refunds_in_days.customer_id = customers.customer_id
    left join exchange_rates
        on
            refunds_in_days.currency = exchange_rates.currency
            and refunds_in_days.refunded_on >= exchange_rates.from_date
            and refunds_in_days.refunded_on < exchange_rates.to_date
    where not coalesce(customers.is_internal, false)
)

select * from final
