-- If this fails, a customer has no contract term or two, and shares compare parts of another whole.
with terms_summed as (
    select
        date_month,
        sum(customers) as customers,
        sum(mrr) as mrr,
        sum(discount_mrr) as discount_mrr,
        sum(churned_customers) as churned_customers,
        sum(mrr_share) as mrr_share
    from {{ ref('contract_comparison') }}
    group by date_month
),

discounts as (
    select
        date_month,
        sum(discount_mrr) as discount_mrr
    from {{ ref('monthly_recurring_revenue') }}
    where is_active
    group by date_month
),

company as (
    select * from {{ ref('monthly_revenue') }}
    where segment_type = 'all'
)

select
    company.date_month,
    terms_summed.mrr as mrr_of_terms,
    company.mrr_end as mrr_of_company
from company
left join terms_summed
    on company.date_month = terms_summed.date_month
left join discounts
    on company.date_month = discounts.date_month
where
    coalesce(terms_summed.customers, 0) <> company.customers_end
    or coalesce(terms_summed.mrr, 0) <> company.mrr_end
    or coalesce(terms_summed.churned_customers, 0) <> company.churned_customers
    or coalesce(terms_summed.discount_mrr, 0) <> coalesce(discounts.discount_mrr, 0)
    or (company.mrr_end > 0 and abs(terms_summed.mrr_share - 1) > 0.000001)
