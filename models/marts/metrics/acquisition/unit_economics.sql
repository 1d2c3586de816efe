with economics_months as (
    select * from {{ ref('int_marketing__economics_months') }}
),

costs as (
    select
        *,
        {{ rate('acquisition_spend', 'new_customers') }} as cac,
        {{ rate('acquisition_spend', 'new_customers + reactivated_customers') }} as blended_cac,
        {{ rate('mrr_end', 'customers_end') }} as arpa,
        {{ rate('new_mrr', 'new_customers') }} as new_arpa,
        cast({{ revenue_rule('gross_margin') }} as double) as gross_margin
    from economics_months
),

-- DECISIONS.md, "Unit economics".
values_beside_costs as (
    select
        *,
        arpa * gross_margin / nullif(mean_customer_churn_rate, 0) as lifetime_value,
        case
            when is_complete and months_before = 3 and months_of_spend = 3
                then
                    {{ rate(
                        '(quarter_recurring_revenue - previous_quarter_recurring_revenue) * 4',
                        'previous_quarter_spend'
                    ) }}
        end as quarter_magic_number
    from costs
),

final as (
    select
        date_month,
        segment_type,
        segment,
        acquisition_spend,
        cast(new_customers as bigint) as new_customers,
        cast(reactivated_customers as bigint) as reactivated_customers,
        cast(customers_end as bigint) as customers_end,
        {{ as_money('new_mrr') }} as new_mrr,
        {{ as_money('mrr_end') }} as mrr_end,
        {{ double_as_money('cac') }} as customer_acquisition_cost,
        {{ double_as_money('blended_cac') }} as blended_customer_acquisition_cost,
        {{ double_as_money('arpa') }} as average_revenue_per_account,
        {{ double_as_money('new_arpa') }} as new_average_revenue_per_account,
        gross_margin,
        {{ rounded('mean_customer_churn_rate', 9) }} as mean_customer_churn_rate,
        {{ double_as_money('lifetime_value') }} as customer_lifetime_value,
        {{ rounded('lifetime_value / nullif(cac, 0)', 6) }} as ltv_to_cac,
        {{ rounded('lifetime_value / nullif(cac, 0)', 6) }} >= 3 as is_above_three,
        {{ rounded('cac / nullif(new_arpa * gross_margin, 0)', 6) }} as payback_months,
        {{ rounded('quarter_magic_number', 6) }} as magic_number,
        is_complete
    from values_beside_costs
)

select * from final
