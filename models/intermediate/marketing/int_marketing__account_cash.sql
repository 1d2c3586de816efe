with attempts as (
    select * from {{ ref('int_payments__attempts') }}
),

refunds as (
    select * from {{ ref('int_payments__refunds') }}
),

refunded_payments as (
    select * from {{ ref('stg_billing__refunds') }}
),

invoices as (
    select * from {{ ref('stg_billing__invoices') }}
),

-- Tax is passed on to the state: DECISIONS.md, "When a cohort has paid itself back".
net_shares as (
    select
        invoice_id,
        case
            when total > 0 and tax between 0 and total
                then 1 - cast(tax as double) / cast(total as double)
        end as net_share
    from invoices
),

cash as (
    select
        attempts.account_id,
        attempts.date_month,
        cast(attempts.amount as double) * coalesce(net_shares.net_share, 1) as amount
    from attempts
    left join net_shares
        on attempts.invoice_id = net_shares.invoice_id
    where not attempts.is_failed

    union all

    select
        refunds.account_id,
        cast({{ dbt.date_trunc('month', 'refunds.refunded_on') }} as date) as date_month,
        -cast(refunds.amount as double) * coalesce(net_shares.net_share, 1) as amount
    from refunds
    left join refunded_payments
        on refunds.refund_id = refunded_payments.refund_id
    left join attempts
        on refunded_payments.payment_id = attempts.payment_id
    left join net_shares
        on coalesce(refunded_payments.invoice_id, attempts.invoice_id) = net_shares.invoice_id
),

final as (
    select
        account_id,
        date_month,
        {{ as_money('sum(' ~ double_as_money('amount') ~ ')') }} as cash_collected
    from cash
    where account_id is not null
    group by account_id, date_month
)

select * from final
