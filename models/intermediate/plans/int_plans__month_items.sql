with items_in_force as (
    select * from {{ ref('int_billing__mrr_intervals') }}
    where is_in_force
),

months as (
    select * from {{ ref('int_revenue__months') }}
),

exchange_rates as (
    select * from {{ ref('int_reference__exchange_rates') }}
),

month_rates as (
    select
        months.date_month,
        months.month_end,
        exchange_rates.currency,
        exchange_rates.rate
    from months
    inner join exchange_rates
        on
            months.month_end >= exchange_rates.from_date
            and months.month_end < exchange_rates.to_date
),

final as (
    select
        month_rates.date_month,
        items_in_force.plan_id,
        count(distinct items_in_force.account_id) as subscribed_accounts,
        {{ as_money(
            'sum(' ~ double_as_money('items_in_force.mrr * month_rates.rate') ~ ')'
        ) }} as own_mrr,
        {{ as_money(
            'sum(' ~ double_as_money('items_in_force.gross_mrr * month_rates.rate') ~ ')'
        ) }} as own_gross_mrr
    from items_in_force
    inner join month_rates
        on
            items_in_force.currency = month_rates.currency
            and items_in_force.from_date <= month_rates.month_end
            and items_in_force.to_date > month_rates.month_end
    group by month_rates.date_month, items_in_force.plan_id
)

select * from final
