{{ config(enabled=uses_connector('stripe')) }}

with charges as (
    select * from {{ source('stripe', 'stripe_charge') }}
    where status in ('succeeded', 'failed')
),

cards as (
    select * from {{ source('stripe', 'stripe_card') }}
),

payment_methods as (
    select * from {{ source('stripe', 'stripe_payment_method') }}
),

final as (
    select
        charges.id as payment_id,
        charges.invoice_id,
        charges.customer_id,
        {{ minor_units('charges.amount', 'charges.currency') }} as amount,
        upper(charges.currency) as currency,
        charges.status,
        case when charges.status = 'failed' then charges.failure_code end as failure_code,
        coalesce(
            payment_methods.type, case when cards.id is not null then 'card' end
        ) as payment_method_type,
        case
            when cards.exp_year between 1 and 9999 and cards.exp_month between 1 and 12
                then last_day(make_date(cards.exp_year, cards.exp_month, 1))
        end as card_expires_on,
        case
            when charges.invoice_id is not null
                then row_number() over (
                    partition by charges.invoice_id order by charges.created, charges.id
                )
        end as attempt_number,
        charges.created as attempted_at
    from charges
    left join cards
        on coalesce(charges.payment_method_id, charges.card_id) = cards.id
    left join payment_methods
        on coalesce(charges.payment_method_id, charges.card_id) = payment_methods.id
)

select * from final
