{{ config(enabled=uses_connector('stripe')) }}

with refunds as (
    select * from {{ source('stripe', 'stripe_refund') }}
    where coalesce(status, 'succeeded') in ('succeeded', 'pending')
),

charges as (
    select * from {{ source('stripe', 'stripe_charge') }}
),

final as (
    select
        refunds.id as refund_id,
        refunds.charge_id as payment_id,
        charges.invoice_id,
        {{ minor_units('refunds.amount', 'refunds.currency') }} as amount,
        upper(refunds.currency) as currency,
        refunds.reason,
        refunds.created as refunded_at
    from refunds
    left join charges
        on refunds.charge_id = charges.id
)

select * from final
