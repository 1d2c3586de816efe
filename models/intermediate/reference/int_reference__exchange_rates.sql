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

pairs as (
    select
        from_currency,
        to_currency,
        rate_date,
        coalesce(lead(rate_date) over pair_days, {{ forever() }}) as next_rate_date,
        rate,
        preference
    from (
        select
            *,
            row_number() over (
                partition by from_currency, to_currency, rate_date
                order by preference asc, rate asc
            ) as place
        from both_ways
    ) as ranked
    where place = 1
    window pair_days as (partition by from_currency, to_currency order by rate_date)
),

-- … and two that meet in a third currency make one, each as last known.
rates_to_reporting as (
    select
        from_currency as currency,
        rate_date,
        rate,
        preference
    from pairs
    where to_currency = '{{ var("reporting_currency") }}'

    union all

    select
        pairs.from_currency as currency,
        greatest(pairs.rate_date, second_pairs.rate_date) as rate_date,
        pairs.rate * second_pairs.rate as rate,
        3 as preference
    from pairs
    inner join pairs as second_pairs
        on
            pairs.to_currency = second_pairs.from_currency
            and pairs.rate_date < second_pairs.next_rate_date
            and pairs.next_rate_date > second_pairs.rate_date
    where second_pairs.to_currency = '{{ var("reporting_currency") }}'
),

one_rate_per_day as (
    select
        currency,
        rate_date,
        rate
    from (
        select
            *,
            row_number() over (
                partition by currency, rate_date order by preference asc, rate asc
            ) as place
        from rates_to_reporting
    ) as ranked
    where
        place = 1
        and currency <> '{{ var("reporting_currency") }}'
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
