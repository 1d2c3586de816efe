with month_terms as (
    select * from {{ ref('int_plans__month_terms') }}
),

rates as (
    select
        *,
        sum(mrr) over (partition by date_month) as company_mrr,
        {{ rate('mrr', 'customers') }} as average_revenue_per_account,
        {{ rate('retained_customers_12m', 'customers_12_months_ago') }} as logo_retention_12m
    from month_terms
),

-- The monthly rate that loses in twelve months as many as were lost: one yardstick for all terms.
with_equivalent_churn as (
    select
        *,
        {{ rounded(
            '1 - power(logo_retention_12m, cast(1 as double) / 12)', 10
        ) }} as equivalent_monthly_churn_rate
    from rates
),

final as (
    select
        date_month,
        contract_term,
        customers,
        {{ as_money('mrr') }} as mrr,
        {{ rate('mrr', 'company_mrr') }} as mrr_share,
        {{ double_as_money('average_revenue_per_account') }} as average_revenue_per_account,
        {{ as_money('gross_mrr') }} as gross_mrr,
        {{ as_money('discount_mrr') }} as discount_mrr,
        {{ rate('discount_mrr', 'gross_mrr') }} as discount_share,
        customers_start,
        churned_customers,
        {{ rate('churned_customers', 'customers_start') }} as customer_churn_rate,
        customers_12_months_ago,
        retained_customers_12m,
        logo_retention_12m,
        1 - logo_retention_12m as customer_churn_rate_12m,
        equivalent_monthly_churn_rate,
        {{ rate(
            'mrr_of_customers_12_months_ago', 'mrr_12_months_ago'
        ) }} as net_revenue_retention_12m,
        {{ rate('mrr_kept_12_months', 'mrr_12_months_ago') }} as gross_revenue_retention_12m,
        {{ double_as_money(
            'average_revenue_per_account * ' ~ revenue_rule('gross_margin')
            ~ ' / nullif(equivalent_monthly_churn_rate, 0)'
        ) }} as customer_lifetime_value,
        last_day(date_month) <= {{ as_of_date() }} as is_complete
    from with_equivalent_churn
)

select * from final
