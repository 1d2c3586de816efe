{%- set months = 6 -%}

with monthly_revenue as (
    select * from {{ ref('monthly_revenue') }}
    where
        segment_type = 'all'
        and is_complete
),

unit_economics as (
    select * from {{ ref('unit_economics') }}
    where
        segment_type = 'all'
        and is_complete
),

whole_leads as (
    select * from {{ ref('sales_funnel') }}
    where
        funnel = 'lead'
        and segment_type = 'all'
        and stage = 'whole_lead'
),

-- The months of which unit_economics takes the mean churn, and the newest of them.
newest_month as (
    select
        max(date_month) as date_month,
        cast({{ dbt.dateadd('month', 1 - months, 'max(date_month)') }} as date) as first_month,
        cast({{ dbt.dateadd('month', -11, 'max(date_month)') }} as date) as first_cohort_month
    from monthly_revenue
),

revenue as (
    select
        newest_month.date_month,
        newest_month.first_month,
        newest_month.first_cohort_month,
        count(*) as months,
        sum(monthly_revenue.mrr_start) as mrr_start,
        -sum(monthly_revenue.churned_mrr) as churned_mrr,
        -sum(monthly_revenue.contraction_mrr) as contraction_mrr,
        sum(monthly_revenue.expansion_mrr) as expansion_mrr,
        sum(monthly_revenue.new_mrr) as new_mrr,
        sum(monthly_revenue.reactivation_mrr) as reactivation_mrr,
        sum(monthly_revenue.new_customers) as new_customers,
        sum(monthly_revenue.reactivated_customers) as reactivated_customers
    from newest_month
    inner join monthly_revenue
        on newest_month.first_month <= monthly_revenue.date_month
    group by
        newest_month.date_month, newest_month.first_month, newest_month.first_cohort_month
),

costs as (
    select
        revenue.date_month,
        sum(unit_economics.acquisition_spend) as acquisition_spend,
        max(
            case
                when unit_economics.date_month = revenue.date_month
                    then unit_economics.mean_customer_churn_rate
            end
        ) as mean_customer_churn_rate,
        max(
            case
                when unit_economics.date_month = revenue.date_month then unit_economics.gross_margin
            end
        ) as gross_margin
    from revenue
    left join unit_economics
        on revenue.first_month <= unit_economics.date_month
    group by revenue.date_month
),

leads as (
    select
        revenue.date_month,
        sum(whole_leads.won) as won,
        sum(whole_leads.won + whole_leads.lost_in_the_end) as decided
    from revenue
    left join whole_leads
        on
            revenue.first_cohort_month <= whole_leads.cohort_month
            and revenue.date_month >= whole_leads.cohort_month
    group by revenue.date_month
),

final as (
    select
        revenue.date_month,
        cast(this_month.mrr_end as double) as mrr,
        cast(this_month.customers_end as double) as customers,
        costs.mean_customer_churn_rate as customer_churn_rate,
        {{ rate('revenue.churned_mrr', 'revenue.mrr_start') }} as mrr_churn_rate,
        {{ rate('revenue.contraction_mrr', 'revenue.mrr_start') }} as contraction_rate,
        {{ rate('revenue.expansion_mrr', 'revenue.mrr_start') }} as expansion_rate,
        {{ rate('revenue.new_mrr', 'revenue.months') }} as new_mrr,
        {{ rate('revenue.reactivation_mrr', 'revenue.months') }} as reactivation_mrr,
        {{ rate('revenue.new_customers', 'revenue.months') }} as new_customers,
        {{ rate('revenue.reactivated_customers', 'revenue.months') }} as reactivated_customers,
        {{ rate('leads.won', 'leads.decided') }} as win_rate,
        {{ rate('costs.acquisition_spend', 'revenue.new_customers') }} as cac,
        {{ rate('revenue.new_mrr', 'revenue.new_customers') }} as new_arpa,
        {{ rate('this_month.mrr_end', 'this_month.customers_end') }} as arpa,
        costs.gross_margin
    from revenue
    inner join costs
        on revenue.date_month = costs.date_month
    inner join leads
        on revenue.date_month = leads.date_month
    inner join monthly_revenue as this_month
        on revenue.date_month = this_month.date_month
)

select * from final
