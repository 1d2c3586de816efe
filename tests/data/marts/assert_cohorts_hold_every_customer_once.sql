-- If this fails, a cohort's segments do not add up to the cohort, or a new customer is in none.
with cohorts as (
    select
        cohort_month,
        months_since,
        segment_type,
        sum(customers) as customers,
        sum(retained_customers) as retained_customers,
        sum(mrr) as mrr,
        sum(kept_mrr) as kept_mrr
    from {{ ref('retention_cohorts') }}
    group by cohort_month, months_since, segment_type
),

company as (
    select * from cohorts
    where segment_type = 'all'
),

first_customers as (
    select
        cast({{ dbt.date_trunc('month', 'first_date') }} as date) as cohort_month,
        count(*) as customers
    from (
        select
            account_id,
            min(movement_date) as first_date
        from {{ ref('mrr_movements') }}
        where movement_type = 'new'
        group by account_id
    ) as first_movements
    group by cast({{ dbt.date_trunc('month', 'first_date') }} as date)
)

select cohorts.*
from cohorts
inner join company
    on
        cohorts.cohort_month = company.cohort_month
        and cohorts.months_since = company.months_since
left join first_customers
    on cohorts.cohort_month = first_customers.cohort_month
where
    cohorts.customers <> company.customers
    or cohorts.retained_customers <> company.retained_customers
    or cohorts.mrr <> company.mrr
    or cohorts.kept_mrr <> company.kept_mrr
    or company.customers <> coalesce(first_customers.customers, 0)
