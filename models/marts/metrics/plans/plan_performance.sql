with month_customers as (
    select * from {{ ref('int_plans__month_customers') }}
),

month_items as (
    select * from {{ ref('int_plans__month_items') }}
),

month_changes as (
    select * from {{ ref('int_plans__month_changes') }}
),

plans as (
    select * from {{ ref('stg_billing__plans') }}
),

plan_months as (
    {% for relation in ['month_customers', 'month_items', 'month_changes'] %}
    select
        date_month,
        plan_id
    from {{ relation }}
    {{ 'union' if not loop.last }}
    {% endfor %}
),

rates as (
    select
        plan_months.date_month,
        plan_months.plan_id,
        coalesce(month_customers.customers_start, 0) as customers_start,
        coalesce(month_customers.new_customers, 0) as new_customers,
        coalesce(month_customers.reactivated_customers, 0) as reactivated_customers,
        coalesce(month_customers.moved_in_customers, 0) as moved_in_customers,
        coalesce(month_customers.moved_out_customers, 0) as moved_out_customers,
        coalesce(month_customers.churned_customers, 0) as churned_customers,
        coalesce(month_customers.customers_end, 0) as customers_end,
        coalesce(month_customers.mrr_start, 0) as mrr_start,
        coalesce(month_customers.churned_mrr, 0) as churned_mrr,
        coalesce(month_customers.mrr_end, 0) as mrr_end,
        coalesce(month_customers.gross_mrr, 0) as gross_mrr,
        {{ rate('month_customers.discount_mrr', 'month_customers.gross_mrr') }} as discount_share,
        {{ rate(
            'month_customers.churned_customers', 'month_customers.customers_start'
        ) }} as customer_churn_rate,
        {{ rate(
            'month_customers.mrr_end', 'month_customers.customers_end'
        ) }} as average_revenue_per_account,
        coalesce(month_items.subscribed_accounts, 0) as subscribed_accounts,
        coalesce(month_items.own_mrr, 0) as own_mrr,
        coalesce(month_items.own_gross_mrr, 0) as own_gross_mrr,
        coalesce(month_changes.upgrades_out, 0) as upgrades_out,
        coalesce(month_changes.upgrades_in, 0) as upgrades_in,
        coalesce(month_changes.downgrades_out, 0) as downgrades_out,
        coalesce(month_changes.downgrades_in, 0) as downgrades_in,
        coalesce(month_changes.first_upgrades, 0) as first_upgrades,
        month_changes.median_days_to_first_upgrade,
        coalesce(month_changes.free_to_paid_customers, 0) as free_to_paid_customers,
        last_day(plan_months.date_month) <= {{ as_of_date() }} as is_complete
    from plan_months
    left join month_customers
        on
            plan_months.date_month = month_customers.date_month
            and plan_months.plan_id = month_customers.plan_id
    left join month_items
        on
            plan_months.date_month = month_items.date_month
            and plan_months.plan_id = month_items.plan_id
    left join month_changes
        on
            plan_months.date_month = month_changes.date_month
            and plan_months.plan_id = month_changes.plan_id
),

with_mean_churn as (
    select
        *,
        avg(case when is_complete then customer_churn_rate end) over six_months
            as mean_customer_churn_rate
    from rates
    window six_months as (
        partition by plan_id
        order by date_month
        rows between 5 preceding and current row
    )
),

final as (
    select
        with_mean_churn.date_month,
        with_mean_churn.plan_id,
        plans.plan_name,
        plans.product_id,
        plans.product_name,
        plans.plan_tier,
        {{ contract_term('plans.billing_interval', 'plans.interval_count') }} as contract_term,
        plans.currency,
        coalesce(plans.is_addon, false) as is_addon,
        coalesce(plans.is_free, false) as is_free,
        with_mean_churn.customers_start,
        with_mean_churn.new_customers,
        with_mean_churn.reactivated_customers,
        with_mean_churn.moved_in_customers,
        with_mean_churn.moved_out_customers,
        with_mean_churn.churned_customers,
        with_mean_churn.customers_end,
        {{ as_money('with_mean_churn.mrr_start') }} as mrr_start,
        {{ as_money('with_mean_churn.churned_mrr') }} as churned_mrr,
        {{ as_money('with_mean_churn.mrr_end') }} as mrr_end,
        {{ as_money('with_mean_churn.gross_mrr') }} as gross_mrr,
        with_mean_churn.discount_share,
        with_mean_churn.customer_churn_rate,
        {{ double_as_money('with_mean_churn.average_revenue_per_account') }}
            as average_revenue_per_account,
        {{ double_as_money(
            'with_mean_churn.average_revenue_per_account * ' ~ revenue_rule('gross_margin')
            ~ ' / nullif(with_mean_churn.mean_customer_churn_rate, 0)'
        ) }} as customer_lifetime_value,
        with_mean_churn.subscribed_accounts,
        {{ as_money('with_mean_churn.own_mrr') }} as own_mrr,
        {{ as_money('with_mean_churn.own_gross_mrr') }} as own_gross_mrr,
        with_mean_churn.upgrades_out,
        with_mean_churn.upgrades_in,
        with_mean_churn.downgrades_out,
        with_mean_churn.downgrades_in,
        with_mean_churn.first_upgrades,
        with_mean_churn.median_days_to_first_upgrade,
        with_mean_churn.free_to_paid_customers,
        with_mean_churn.is_complete
    from with_mean_churn
    left join plans
        on with_mean_churn.plan_id = plans.plan_id
)

select * from final
