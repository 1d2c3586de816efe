{{ config(enabled=uses_connector('stripe')) }}

with invoice_lines as (
    select * from {{ source('stripe', 'stripe_invoice_line_item') }}
),

prices as (
    select * from {{ ref('stripe__prices') }}
),

final as (
    select
        invoice_lines.invoice_id || '_' || invoice_lines.id as invoice_line_id,
        invoice_lines.invoice_id,
        invoice_lines.subscription_item_id,
        coalesce(invoice_lines.price_id, invoice_lines.plan_id) as plan_id,
        case
            when prices.usage_type = 'metered' then 'metered'
            when invoice_lines.proration then 'proration'
            when invoice_lines.subscription_id is null or invoice_lines.type = 'invoiceitem'
                then 'one_off'
            else 'subscription'
        end as line_type,
        invoice_lines.quantity,
        {{ minor_units('invoice_lines.amount', 'invoice_lines.currency') }} as amount,
        upper(invoice_lines.currency) as currency,
        invoice_lines.period_start as period_started_at,
        invoice_lines.period_end as period_ended_at
    from invoice_lines
    left join prices
        on coalesce(invoice_lines.price_id, invoice_lines.plan_id) = prices.price_id
)

select * from final
