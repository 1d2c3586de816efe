with changes as (
    select distinct
        account_id,
        change_date
    from {{ ref('int_plans__changes') }}
),

balances as (
    select * from {{ ref('int_billing__account_balances') }}
),

exchange_rates as (
    select * from {{ ref('int_reference__exchange_rates') }}
),

-- Both at the rates of the day, so that rates move nothing.
final as (
    select
        changes.account_id,
        changes.change_date,
        {{ as_money(
            'sum(case when balances.from_date < changes.change_date then '
            ~ double_as_money('balances.mrr * exchange_rates.rate') ~ ' else 0 end)'
        ) }} as mrr_before,
        {{ as_money(
            'sum(case when balances.to_date > changes.change_date then '
            ~ double_as_money('balances.mrr * exchange_rates.rate') ~ ' else 0 end)'
        ) }} as mrr_after
    from changes
    inner join balances
        on
            changes.account_id = balances.account_id
            and changes.change_date >= balances.from_date
            and changes.change_date <= balances.to_date
    inner join exchange_rates
        on
            balances.currency = exchange_rates.currency
            and changes.change_date >= exchange_rates.from_date
            and changes.change_date < exchange_rates.to_date
    group by changes.account_id, changes.change_date
)

select * from final
