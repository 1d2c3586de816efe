-- If this fails, a deal is missing from the funnel, or its outcome is another than the deal's.
with deals as (
    select
        cast({{ dbt.date_trunc('month', 'created_on') }} as date) as cohort_month,
        count(*) as deals,
        count(*) filter (where outcome = 'won') as won,
        count(*) filter (where outcome = 'open') as still_open
    from {{ ref('int_sales__deals') }}
    group by cast({{ dbt.date_trunc('month', 'created_on') }} as date)
),

funnel as (
    select * from {{ ref('sales_funnel') }}
    where
        funnel = 'deal'
        and segment_type = 'all'
        and stage = 'whole_deal'
)

select
    deals.*,
    funnel.entered
from deals
full outer join funnel
    on deals.cohort_month = funnel.cohort_month
where
    coalesce(deals.deals, 0) <> coalesce(funnel.entered, 0)
    or deals.won <> funnel.moved_on
    or deals.still_open <> funnel.still_open
