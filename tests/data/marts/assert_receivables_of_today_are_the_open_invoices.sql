-- If this fails, the list that somebody chases is not the amount that finance reports.
with bands as (
    select
        age_band,
        invoices,
        amount
    from {{ ref('receivables') }}
    where
        date_month = cast({{ dbt.date_trunc('month', as_of_date()) }} as date)
        and segment_type = 'all'
        and age_band <> 'written off'
),

open_invoices as (
    select
        age_band,
        count(*) as invoices,
        {{ as_money('sum(open_amount)') }} as amount
    from {{ ref('open_invoices') }}
    group by age_band
)

{{ rows_that_differ('bands', 'open_invoices') }}
