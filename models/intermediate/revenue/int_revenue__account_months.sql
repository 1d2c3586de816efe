with balances as (
    select * from {{ ref('int_billing__account_balances') }}
),

months as (
    select * from {{ ref('int_revenue__months') }}
),

exchange_rates as (
    select * from {{ ref('int_reference__exchange_rates') }}
),

-- A month is listed from the first day with MRR or on trial on.
first_months as (
    select
        account_id,
        cast({{ dbt.date_trunc('month', 'min(from_date)') }} as date) as first_month
    from balances
    where mrr > 0 or trial_mrr > 0
    group by account_id
),

balances_at_month_ends as (
    select
        balances.account_id,
        balances.currency,
        months.date_month,
        months.month_end,
        balances.mrr,
        balances.gross_mrr,
        balances.committed_mrr,
        balances.trial_mrr,
        exchange_rates.rate
    from balances
    inner join months
        on
            balances.from_date <= months.month_end
            and balances.to_date > months.month_end
    inner join exchange_rates
        on
            balances.currency = exchange_rates.currency
            and months.month_end >= exchange_rates.from_date
            and months.month_end < exchange_rates.to_date
    inner join first_months
        on
            balances.account_id = first_months.account_id
            and months.date_month >= first_months.first_month
),

balances_beside_previous as (
    select
        *,
        coalesce(lag(mrr) over currency_months, 0) as previous_mrr,
        coalesce(lag(rate) over currency_months, rate) as previous_rate
    from balances_at_month_ends
    window currency_months as (partition by account_id, currency order by date_month)
),

currencies_summed as (
    select
        account_id,
        date_month,
        {{ as_money('sum(' ~ double_as_money('mrr * rate') ~ ')') }} as mrr,
        {{ as_money(
            'sum(' ~ double_as_money('previous_mrr * previous_rate') ~ ')'
        ) }} as previous_mrr,
        {{ as_money(
            'sum(' ~ double_as_money('previous_mrr * rate') ~ ')'
        ) }} as previous_mrr_at_rate,
        {{ as_money('sum(' ~ double_as_money('gross_mrr * rate') ~ ')') }} as gross_mrr,
        {{ as_money('sum(' ~ double_as_money('committed_mrr * rate') ~ ')') }} as committed_mrr,
        {{ as_money('sum(' ~ double_as_money('trial_mrr * rate') ~ ')') }} as trial_mrr
    from balances_beside_previous
    group by account_id, date_month
),

account_months as (
    select
        first_months.account_id,
        months.date_month,
        months.month_end
    from first_months
    inner join months
        on first_months.first_month <= months.date_month
),

final as (
    select
        account_months.account_id,
        account_months.date_month,
        account_months.month_end,
        coalesce(currencies_summed.mrr, 0) as mrr,
        coalesce(currencies_summed.previous_mrr, 0) as previous_mrr,
        coalesce(currencies_summed.previous_mrr_at_rate, 0) as previous_mrr_at_rate,
        coalesce(currencies_summed.gross_mrr, 0) as gross_mrr,
        coalesce(currencies_summed.committed_mrr, 0) as committed_mrr,
        coalesce(currencies_summed.trial_mrr, 0) as trial_mrr
    from account_months
    left join currencies_summed
        on
            account_months.account_id = currencies_summed.account_id
            and account_months.date_month = currencies_summed.date_month
)

select * from final
