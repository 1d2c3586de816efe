{{ config(enabled=uses_connector('stripe')) }}

with invoice_lines as (
    select * from {{ source('stripe', 'stripe_invoice_line_item') }}
),

invoices as (
    select * from {{ source('stripe', 'stripe_invoice') }}
),

items as (
    select * from {{ source('stripe', 'stripe_subscription_item') }}
),

prices as (
    select * from {{ ref('stripe__prices') }}
),

single_items as (
    select
        subscription_id,
        min(id) as subscription_item_id
    from items
    group by subscription_id
    having count(distinct id) = 1
),

-- Older lines name no item: it is the subscription's only one, else one per price.
lines_of_items as (
    select
        coalesce(
            invoice_lines.subscription_item_id,
            single_items.subscription_item_id,
            invoice_lines.subscription_id || '_'
            || coalesce(invoice_lines.price_id, invoice_lines.plan_id)
        ) as subscription_item_id,
        coalesce(invoice_lines.subscription_id, invoices.subscription_id) as subscription_id,
        coalesce(invoice_lines.price_id, invoice_lines.plan_id) as price_id,
        invoice_lines.quantity,
        invoice_lines.period_start as since,
        invoice_lines.period_end as until,
        coalesce(invoices.created, invoices.period_end) as billed_at,
        invoice_lines.invoice_id,
        invoice_lines.amount < 0
        or lower(coalesce(invoice_lines.description, '')) like 'unused time%' as is_credit,
        coalesce(prices.usage_type, 'licensed') as usage_type
    from invoice_lines
    inner join prices
        on coalesce(invoice_lines.price_id, invoice_lines.plan_id) = prices.price_id
    left join invoices
        on invoice_lines.invoice_id = invoices.id
    left join single_items
        on
            coalesce(invoice_lines.subscription_id, invoices.subscription_id)
            = single_items.subscription_id
    where coalesce(invoice_lines.subscription_id, invoices.subscription_id) is not null
),

-- One line per tier of a tiered price: together they are the quantity.
whole_lines as (
    select
        subscription_item_id,
        subscription_id,
        price_id,
        since,
        invoice_id,
        is_credit,
        max(until) as until,
        max(billed_at) as billed_at,
        max(usage_type) as usage_type,
        sum(quantity) as quantity
    from lines_of_items
    group by subscription_item_id, subscription_id, price_id, since, invoice_id, is_credit
),

-- A credit alone says that the item went; with a charge beside it, that it changed.
newest_lines as (
    select
        *,
        row_number() over (
            partition by subscription_item_id, since
            order by is_credit asc, billed_at desc, invoice_id desc, price_id desc
        ) as place
    from whole_lines
),

final as (
    select
        subscription_item_id,
        subscription_id,
        price_id,
        case when usage_type = 'licensed' then quantity end as quantity,
        since,
        until,
        is_credit as is_removal
    from newest_lines
    where place = 1
)

select * from final
