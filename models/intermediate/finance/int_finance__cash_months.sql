with payments as (
    select * from {{ ref('stg_billing__payments') }}
    where status = 'succeeded'
),

refunds as (
    select * from {{ ref('stg_billing__refunds') }}
),

invoices as (
    select * from {{ ref('stg_billing__invoices') }}
),

customers as (
    select * from {{ ref('int_billing__customers') }}
),

accounts as (
    select * from {{ ref('stg_crm__accounts') }}
),

opportunities as (
    select * from {{ ref('stg_crm__opportunities') }}
    where is_won
),

exchange_rates as (
    select * from {{ ref('int_reference__exchange_rates') }}
),

amounts as (
    select
        'payment' as kind,
        coalesce(payments.customer_id, invoices.customer_id) as customer_id,
        cast(null as string) as account_id,
        payments.currency,
        {{ to_reporting_date('payments.attempted_at') }} as paid_on,
        payments.amount
    from payments
    left join invoices
        on payments.invoice_id = invoices.invoice_id

    union all

    select
        'refund' as kind,
        coalesce(payments.customer_id, invoices.customer_id) as customer_id,
        cast(null as string) as account_id,
        refunds.currency,
        {{ to_reporting_date('refunds.refunded_at') }} as paid_on,
        refunds.amount
    from refunds
    left join payments
        on refunds.payment_id = payments.payment_id
    left join invoices
        on refunds.invoice_id = invoices.invoice_id

    union all

    select
        'tax' as kind,
        customer_id,
        cast(null as string) as account_id,
        currency,
        {{ to_reporting_date('issued_at') }} as paid_on,
        tax as amount
    from invoices
    where
        coalesce(status, 'open') not in ('draft', 'void')
        and tax <> 0

    union all

    select
        'won opportunity' as kind,
        cast(null as string) as customer_id,
        account_id,
        currency,
        {{ to_reporting_date('closed_at') }} as paid_on,
        amount
    from opportunities
),

final as (
    select
        amounts.kind,
        cast({{ dbt.date_trunc('month', 'amounts.paid_on') }} as date) as date_month,
        {{ as_money(
            'sum(' ~ double_as_money('cast(amounts.amount as double) * exchange_rates.rate') ~ ')'
        ) }} as amount
    from amounts
    left join accounts
        on amounts.account_id = accounts.account_id
    left join customers
        on amounts.customer_id = customers.customer_id
    inner join exchange_rates
        on
            amounts.currency = exchange_rates.currency
            and amounts.paid_on >= exchange_rates.from_date
            and amounts.paid_on < exchange_rates.to_date
    where
        amounts.paid_on <= {{ as_of_date() }}
        and not coalesce(accounts.is_internal, customers.is_internal, false)
    group by amounts.kind, cast({{ dbt.date_trunc('month', 'amounts.paid_on') }} as date)
)

select * from final
