-- Spend of the cohorts is the acquisition spend of unit_economics, also of months in which nobody came.
select
    unit_economics.date_month,
    unit_economics.segment_type,
    unit_economics.segment
from {{ ref('unit_economics') }} as unit_economics
left join {{ ref('cohort_payback') }} as cohort_payback
    on
        unit_economics.date_month = cohort_payback.cohort_month
        and unit_economics.segment_type = cohort_payback.segment_type
        and unit_economics.segment = cohort_payback.segment
        and cohort_payback.months_since = 0
where
    unit_economics.segment_type in ('all', 'channel_group')
    and (
        unit_economics.acquisition_spend <> coalesce(cohort_payback.acquisition_spend, 0)
        or unit_economics.new_customers <> coalesce(cohort_payback.customers, 0)
    )
