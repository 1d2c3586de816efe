with segment_totals as (
    select * from {{ ref('int_revenue__segment_totals') }}
),

rates as (
    select
        *,
        last_day(date_month) <= {{ as_of_date() }} as is_complete,
        {{ rate('churned_customers', 'customers_start') }} as customer_churn_rate,
        {{ rate('-(churned_mrr + contraction_mrr)', 'mrr_start') }} as gross_mrr_churn_rate,
        {{ rate(
            '-(churned_mrr + contraction_mrr + expansion_mrr + reactivation_mrr)', 'mrr_start'
        ) }} as net_mrr_churn_rate,
        {{ rate(
            'mrr_start + expansion_mrr + contraction_mrr + churned_mrr', 'mrr_start'
        ) }} as net_revenue_retention,
        {{ rate(
            'mrr_start + contraction_mrr + churned_mrr', 'mrr_start'
        ) }} as gross_revenue_retention,
        {{ rate(
            'mrr_of_customers_12_months_ago', 'mrr_12_months_ago'
        ) }} as net_revenue_retention_12m,
        {{ rate('mrr_kept_12_months', 'mrr_12_months_ago') }} as gross_revenue_retention_12m,
        {{ rate(
            'new_mrr + expansion_mrr + reactivation_mrr', '-(contraction_mrr + churned_mrr)'
        ) }} as quick_ratio,
        {{ rate('mrr_end', 'customers_end') }} as average_revenue_per_account
    from segment_totals
),

with_mean_churn as (
    select
        *,
        avg(case when is_complete then customer_churn_rate end) over (
            partition by segment_type, segment
            order by date_month
            rows between 5 preceding and current row
        ) as mean_customer_churn_rate
    from rates
),

final as (
    select
        date_month,
        segment_type,
        segment,
        {{ as_money('mrr_start') }} as mrr_start,
        {{ as_money('new_mrr') }} as new_mrr,
        {{ as_money('expansion_mrr') }} as expansion_mrr,
        {{ as_money('contraction_mrr') }} as contraction_mrr,
        {{ as_money('churned_mrr') }} as churned_mrr,
        {{ as_money('reactivation_mrr') }} as reactivation_mrr,
        {{ as_money('exchange_rate_mrr') }} as exchange_rate_mrr,
        {{ as_money('mrr_end') }} as mrr_end,
        {{ as_money('mrr_end * 12') }} as arr,
        {{ as_money('committed_mrr') }} as committed_mrr,
        customers_start,
        new_customers,
        churned_customers,
        reactivated_customers,
        customers_end,
        customer_churn_rate,
        gross_mrr_churn_rate,
        net_mrr_churn_rate,
        net_mrr_churn_rate < 0 as is_net_negative_churn,
        net_revenue_retention,
        gross_revenue_retention,
        net_revenue_retention_12m,
        gross_revenue_retention_12m,
        quick_ratio,
        {{ double_as_money('average_revenue_per_account') }} as average_revenue_per_account,
        {{ double_as_money(
            'average_revenue_per_account * ' ~ revenue_rule('gross_margin')
            ~ ' / nullif(mean_customer_churn_rate, 0)'
        ) }} as customer_lifetime_value,
        is_complete
    from with_mean_churn
)

select * from final
