with months as (
    select * from {{ ref('int_finance__months') }}
    where last_day(date_month) = month_end
),

exchange_rates as (
    select * from {{ ref('int_reference__exchange_rates') }}
),

final as (
    select
        months.date_month,
        cast({{ dbt.dateadd('day', 1, 'months.month_end') }} as date) as next_month,
        cast({{ dbt.datediff(
            'months.date_month', 'months.month_end', 'day'
        ) }} + 1 as double) as days,
        exchange_rates.currency,
        exchange_rates.rate
    from months
    inner join exchange_rates
        on
            months.month_end >= exchange_rates.from_date
            and months.month_end < exchange_rates.to_date
)

select * from final
