with refunds as (
    select * from {{ ref('int_payments__refunds') }}
),

credits as (
    select * from {{ ref('int_payments__credits') }}
),

attempts as (
    select * from {{ ref('int_payments__attempts') }}
    where not is_failed
),

settlements as (
    select * from {{ ref('int_payments__settlements') }}
    where not is_payment
),

exchange_rates as (
    select * from {{ ref('int_reference__exchange_rates') }}
),

given_back as (
    select
        cast({{ dbt.date_trunc('month', 'refunded_on') }} as date) as date_month,
        'refund' as kind,
        reason,
        amount,
        is_above_payment
    from refunds

    union all

    select
        cast({{ dbt.date_trunc('month', 'credited_on') }} as date) as date_month,
        'credit' as kind,
        reason,
        amount,
        false as is_above_payment
    from credits
),

-- Payments, and what invoices were paid in another way.
collections as (
    select
        date_month,
        amount
    from attempts

    union all

    select
        cast({{ dbt.date_trunc('month', 'settlements.settled_on') }} as date) as date_month,
        {{ double_as_money('settlements.amount * exchange_rates.rate') }} as amount
    from settlements
    inner join exchange_rates
        on
            settlements.currency = exchange_rates.currency
            and settlements.settled_on >= exchange_rates.from_date
            and settlements.settled_on < exchange_rates.to_date
),

collected as (
    select
        date_month,
        sum(amount) as collected_amount
    from collections
    group by date_month
),

summed as (
    select
        date_month,
        kind,
        reason,
        count(*) as items,
        count(*) filter (where is_above_payment) as items_above_payment,
        {{ as_money('coalesce(sum(amount), 0)') }} as amount
    from given_back
    group by date_month, kind, reason
),

final as (
    select
        summed.date_month,
        summed.kind,
        summed.reason,
        summed.items,
        summed.items_above_payment,
        summed.amount,
        {{ as_money('coalesce(collected.collected_amount, 0)') }} as collected_amount,
        {{ rate('summed.amount', 'collected.collected_amount') }} as share_of_collected
    from summed
    left join collected
        on summed.date_month = collected.date_month
)

select * from final
