-- If this fails, a customer stands under no plan or under two, and the plans' revenue is not that of
-- the company.
with plans_summed as (
    select
        date_month,
        sum(customers_start) as customers_start,
        sum(new_customers) as new_customers,
        sum(churned_customers) as churned_customers,
        sum(customers_end) as customers_end,
        sum(mrr_start) as mrr_start,
        sum(churned_mrr) as churned_mrr,
        sum(mrr_end) as mrr_end,
        sum(own_mrr) as own_mrr
    from {{ ref('plan_performance') }}
    group by date_month
),

company as (
    select * from {{ ref('monthly_revenue') }}
    where segment_type = 'all'
)

select
    company.date_month,
    plans_summed.mrr_end as mrr_of_plans,
    company.mrr_end as mrr_of_company
from company
left join plans_summed
    on company.date_month = plans_summed.date_month
where
    coalesce(plans_summed.customers_start, 0) <> company.customers_start
    or coalesce(plans_summed.new_customers, 0) <> company.new_customers
    or coalesce(plans_summed.churned_customers, 0) <> company.churned_customers
    or coalesce(plans_summed.customers_end, 0) <> company.customers_end
    or coalesce(plans_summed.mrr_start, 0) <> company.mrr_start
    or coalesce(plans_summed.churned_mrr, 0) <> company.churned_mrr
    or coalesce(plans_summed.mrr_end, 0) <> company.mrr_end
    or abs(coalesce(plans_summed.own_mrr, 0) - company.mrr_end) > 0.01
