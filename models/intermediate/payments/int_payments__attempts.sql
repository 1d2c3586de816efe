with payments as (
    select * from {{ ref('stg_billing__payments') }}
    where
        status in ('succeeded', 'failed')
        and {{ to_reporting_date('attempted_at') }} <= {{ as_of_date() }}
),

invoices as (
    select * from {{ ref('stg_billing__invoices') }}
),

customers as (
    select * from {{ ref('int_billing__customers') }}
),

accounts as (
    select * from {{ ref('int_revenue__accounts') }}
),

account_plans as (
    select * from {{ ref('int_payments__account_plans') }}
),

exchange_rates as (
    select * from {{ ref('int_reference__exchange_rates') }}
),

-- Where the source does not number an invoice's attempts, their order does.
places as (
    select
        payment_id,
        row_number() over (
            partition by coalesce(invoice_id, payment_id)
            order by attempted_at, payment_id
        ) as place
    from payments
    where
        coalesce(invoice_id, payment_id) in (
            select coalesce(unnumbered.invoice_id, unnumbered.payment_id)
            from payments as unnumbered
            where unnumbered.attempt_number is null
        )
),

payments_in_days as (
    select
        payments.*,
        coalesce(payments.customer_id, invoices.customer_id) as paying_customer_id,
        {{ to_reporting_date('payments.attempted_at') }} as attempted_on,
        places.place
    from payments
    left join places
        on payments.payment_id = places.payment_id
    left join invoices
        on payments.invoice_id = invoices.invoice_id
),

final as (
    select
        payments_in_days.payment_id,
        payments_in_days.invoice_id,
        customers.account_id,
        payments_in_days.paying_customer_id as customer_id,
        payments_in_days.attempted_at,
        payments_in_days.attempted_on,
        cast({{ dbt.date_trunc('month', 'payments_in_days.attempted_on') }} as date) as date_month,
        cast(
            coalesce(payments_in_days.attempt_number, payments_in_days.place) as integer
        ) as attempt_number,
        payments_in_days.status = 'failed' as is_failed,
        case
            when payments_in_days.status = 'failed'
                then coalesce(payments_in_days.failure_code, 'unknown')
        end as failure_code,
        coalesce(payments_in_days.payment_method_type, 'unknown') as payment_method_type,
        payments_in_days.card_expires_on,
        coalesce(account_plans.plan_tier, 'unknown') as plan_tier,
        coalesce(accounts.country, 'unknown') as country,
        payments_in_days.currency,
        {{ as_money('coalesce(payments_in_days.amount, 0)') }} as local_amount,
        {{ double_as_money(
            'coalesce(payments_in_days.amount, 0) * exchange_rates.rate'
        ) }} as amount
    from payments_in_days
    left join customers
        on payments_in_days.paying_customer_id = customers.customer_id
    left join accounts
        on customers.account_id = accounts.account_id
    left join account_plans
        on
            customers.account_id = account_plans.account_id
            and payments_in_days.attempted_on >= account_plans.from_month
            and payments_in_days.attempted_on < account_plans.to_month
    left join exchange_rates
        on
            payments_in_days.currency = exchange_rates.currency
            and payments_in_days.attempted_on >= exchange_rates.from_date
            and payments_in_days.attempted_on < exchange_rates.to_date
    where not coalesce(customers.is_internal, false)
)

select * from final
