with months as (
    select * from {{ ref('int_history__month_totals') }}
),

mrr_intervals as (
    select * from {{ ref('int_billing__mrr_intervals') }}
    where mrr > 0
),

exchange_rates as (
    select * from {{ ref('int_reference__exchange_rates') }}
),

final as (
    select
        months.date_month,
        mrr_intervals.account_id,
        mrr_intervals.subscription_id,
        mrr_intervals.subscription_item_id,
        mrr_intervals.currency,
        {{ as_money('mrr_intervals.mrr') }} as local_mrr,
        exchange_rates.rate,
        {{ double_as_money('mrr_intervals.mrr * exchange_rates.rate') }} as mrr
    from months
    inner join mrr_intervals
        on
            last_day(months.date_month) >= mrr_intervals.from_date
            and last_day(months.date_month) < mrr_intervals.to_date
    inner join exchange_rates
        on
            mrr_intervals.currency = exchange_rates.currency
            and last_day(months.date_month) >= exchange_rates.from_date
            and last_day(months.date_month) < exchange_rates.to_date
)

select * from final
