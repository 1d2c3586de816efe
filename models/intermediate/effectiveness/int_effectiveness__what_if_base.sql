{%- set months = 6 -%}

with segment_totals as (
    select * from {{ ref('int_revenue__segment_totals') }}
    where segment_type = 'all'
),

economics_months as (
    select * from {{ ref('int_marketing__economics_months') }}
    where
        segment_type = 'all'
        and is_complete
),

funnel_steps as (
    select * from {{ ref('int_sales__funnel_steps') }}
    where
        funnel = 'lead'
        and segment_type = 'all'
        and stage = 'whole_lead'
),

-- The months of which the published LTV takes the mean churn, and the newest of them.
newest_month as (
    select
        max(date_month) as date_month,
        cast({{ dbt.dateadd('month', 1 - months, 'max(date_month)') }} as date) as first_month,
        cast({{ dbt.dateadd('month', -11, 'max(date_month)') }} as date) as first_cohort_month
    from economics_months
),

revenue as (
    select
        newest_month.date_month,
        newest_month.first_cohort_month,
        count(*) as months,
        sum(segment_totals.mrr_start) as mrr_start,
        -sum(segment_totals.churned_mrr) as churned_mrr,
        -sum(segment_totals.contraction_mrr) as contraction_mrr,
        sum(segment_totals.expansion_mrr) as expansion_mrr,
        sum(segment_totals.new_mrr) as new_mrr,
        sum(segment_totals.reactivation_mrr) as reactivation_mrr,
        sum(segment_totals.new_customers) as new_customers,
        sum(segment_totals.reactivated_customers) as reactivated_customers,
        sum(economics_months.acquisition_spend) as acquisition_spend
    from newest_month
    inner join economics_months
        on newest_month.first_month <= economics_months.date_month
    inner join segment_totals
        on economics_months.date_month = segment_totals.date_month
    group by newest_month.date_month, newest_month.first_cohort_month
),

leads as (
    select
        revenue.date_month,
        count(case when funnel_steps.outcome = 'won' then 1 end) as won,
        count(case when funnel_steps.outcome in ('won', 'lost') then 1 end) as decided
    from revenue
    left join funnel_steps
        on
            revenue.first_cohort_month <= funnel_steps.cohort_month
            and revenue.date_month >= funnel_steps.cohort_month
    group by revenue.date_month
),

final as (
    select
        revenue.date_month,
        cast(this_month.mrr_end as double) as mrr,
        cast(this_month.customers_end as double) as customers,
        this_month.mean_customer_churn_rate as customer_churn_rate,
        {{ rate('revenue.churned_mrr', 'revenue.mrr_start') }} as mrr_churn_rate,
        {{ rate('revenue.contraction_mrr', 'revenue.mrr_start') }} as contraction_rate,
        {{ rate('revenue.expansion_mrr', 'revenue.mrr_start') }} as expansion_rate,
        {{ rate('revenue.new_mrr', 'revenue.months') }} as new_mrr,
        {{ rate('revenue.reactivation_mrr', 'revenue.months') }} as reactivation_mrr,
        {{ rate('revenue.new_customers', 'revenue.months') }} as new_customers,
        {{ rate('revenue.reactivated_customers', 'revenue.months') }} as reactivated_customers,
        {{ rate('leads.won', 'leads.decided') }} as win_rate,
        {{ rate('revenue.acquisition_spend', 'revenue.new_customers') }} as cac,
        {{ rate('revenue.new_mrr', 'revenue.new_customers') }} as new_arpa,
        {{ rate('this_month.mrr_end', 'this_month.customers_end') }} as arpa,
        cast({{ revenue_rule('gross_margin') }} as double) as gross_margin
    from revenue
    inner join leads
        on revenue.date_month = leads.date_month
    inner join economics_months as this_month
        on revenue.date_month = this_month.date_month
)

select * from final
