with invoices as (
    select * from {{ ref('stg_billing__invoices') }}
    where coalesce(status, 'open') not in ('draft', 'void')
),

invoice_lines as (
    select * from {{ ref('stg_billing__invoice_lines') }}
),

customers as (
    select * from {{ ref('int_billing__customers') }}
),

exchange_rates as (
    select * from {{ ref('int_reference__exchange_rates') }}
),

issued_invoices as (
    select
        invoices.*,
        coalesce(customers.account_id, invoices.customer_id) as account_id,
        {{ to_reporting_date('invoices.issued_at') }} as issued_on
    from invoices
    left join customers
        on invoices.customer_id = customers.customer_id
    where
        not coalesce(customers.is_internal, false)
        and {{ to_reporting_date('invoices.issued_at') }} <= {{ as_of_date() }}
),

-- An invoice without lines is one line of its own.
lines as (
    select
        issued_invoices.invoice_id,
        issued_invoices.account_id,
        issued_invoices.status,
        issued_invoices.currency,
        issued_invoices.issued_on,
        coalesce(issued_invoices.discount, 0) as invoice_discount,
        coalesce(invoice_lines.invoice_line_id, issued_invoices.invoice_id) as invoice_line_id,
        invoice_lines.subscription_item_id,
        invoice_lines.plan_id,
        coalesce(invoice_lines.line_type, 'subscription') as line_type,
        case
            when invoice_lines.invoice_line_id is not null
                then coalesce(invoice_lines.amount, 0)
            else coalesce(
                issued_invoices.subtotal,
                issued_invoices.total - coalesce(issued_invoices.tax, 0)
                + coalesce(issued_invoices.discount, 0),
                0
            )
        end as amount,
        case
            when invoice_lines.line_type = 'one_off' then invoice_lines.period_started_at
            else coalesce(invoice_lines.period_started_at, issued_invoices.period_started_at)
        end as period_started_at,
        case
            when invoice_lines.line_type = 'one_off' then invoice_lines.period_ended_at
            else coalesce(invoice_lines.period_ended_at, issued_invoices.period_ended_at)
        end as period_ended_at
    from issued_invoices
    left join invoice_lines
        on issued_invoices.invoice_id = invoice_lines.invoice_id
),

-- DECISIONS.md, "Billings": an invoice's discount is spread over its lines by their amounts.
discounted_invoices as (
    select
        invoice_id,
        sum(amount) as amount
    from lines
    where invoice_discount <> 0
    group by invoice_id
),

lines_with_discounts as (
    select
        lines.*,
        cast(lines.amount as double)
        * cast(lines.invoice_discount as double)
        / nullif(cast(discounted_invoices.amount as double), 0) as discount,
        coalesce({{ to_reporting_date('lines.period_started_at') }}, lines.issued_on)
            as service_from,
        {{ to_reporting_date('lines.period_ended_at') }} as service_ends_on
    from lines
    left join discounted_invoices
        on lines.invoice_id = discounted_invoices.invoice_id
),

final as (
    select
        lines_with_discounts.invoice_line_id,
        lines_with_discounts.invoice_id,
        lines_with_discounts.account_id,
        lines_with_discounts.subscription_item_id,
        lines_with_discounts.plan_id,
        lines_with_discounts.status,
        lines_with_discounts.line_type,
        lines_with_discounts.currency,
        lines_with_discounts.issued_on,
        lines_with_discounts.service_from,
        case
            when lines_with_discounts.service_ends_on > lines_with_discounts.service_from
                then lines_with_discounts.service_ends_on
            else cast({{ dbt.dateadd('day', 1, 'lines_with_discounts.service_from') }} as date)
        end as service_to,
        {{ as_money('lines_with_discounts.amount') }} as local_gross_amount,
        {{ double_as_money(
            'cast(lines_with_discounts.amount as double)'
            ~ ' - coalesce(lines_with_discounts.discount, 0)'
        ) }} as local_amount,
        exchange_rates.rate,
        {{ double_as_money(
            '(cast(lines_with_discounts.amount as double)'
            ~ ' - coalesce(lines_with_discounts.discount, 0)) * exchange_rates.rate'
        ) }} as amount
    from lines_with_discounts
    left join exchange_rates
        on
            lines_with_discounts.currency = exchange_rates.currency
            and lines_with_discounts.issued_on >= exchange_rates.from_date
            and lines_with_discounts.issued_on < exchange_rates.to_date
)

select * from final
