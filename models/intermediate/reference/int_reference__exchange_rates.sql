with exchange_rates as (
    select * from {{ ref('stg_reference__exchange_rates') }}
    where rate_date <= {{ as_of_date() }}
),

-- A rate given only the other way round is turned over, …
both_ways as (
    select
        from_currency,
        to_currency,
        rate_date,
        cast(rate as double) as rate,
        1 as preference
    from exchange_rates

    union all

    select
        to_currency as from_currency,
        from_currency as to_currency,
        rate_date,
        1 / cast(rate as double) as rate,
        2 as preference
    from exchange_rates
),

-- … and two that meet in a third currency on one day make one.
rates_to_reporting as (
    select
        from_currency as currency,
        rate_date,
        rate,
        preference
    from both_ways
    where to_currency = '{{ var("reporting_currency") }}'

    union all

    select
        both_ways.from_currency as currency,
        both_ways.rate_date,
        both_ways.rate * second_rates.rate as rate,
        3 as preference
    from both_ways
    inner join both_ways as second_rates
        on
            both_ways.to_currency = second_rates.from_currency
            and both_ways.rate_date = second_rates.rate_date
    where second_rates.to_currency = '{{ var("reporting_currency") }}'
),

one_rate_per_day as (
    select
        currency,
        rate_date,
        min_by(rate, preference) as rate
    from rates_to_reporting
    where currency <> '{{ var("reporting_currency") }}'
    group by currency, rate_date
),

-- DECISIONS.md, "Exchange rates": the last known rate holds; before the first, the first.
rate_intervals as (
    select
        currency,
        case
            when row_number() over (partition by currency order by rate_date) = 1
                then cast('0001-01-01' as date)
            else rate_date
        end as from_date,
        coalesce(
            lead(rate_date) over (partition by currency order by rate_date), {{ forever() }}
        ) as to_date,
        rate
    from one_rate_per_day
),

final as (
    select
        currency,
        from_date,
        to_date,
        rate
    from rate_intervals

    union all

    select
        '{{ var("reporting_currency") }}' as currency,
        cast('0001-01-01' as date) as from_date,
        {{ forever() }} as to_date,
        cast(1 as double) as rate
)

select * from final
