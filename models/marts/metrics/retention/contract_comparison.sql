with customer_months as (
    select * from {{ ref('int_plans__customer_months') }}
),

plans as (
    select
        plan_id,
        {{ contract_term('billing_interval', 'interval_count') }} as contract_term
    from {{ ref('stg_billing__plans') }}
),

-- DECISIONS.md, "Contract terms": who is there now, by the term of now; …
at_end as (
    select
        customer_months.date_month,
        coalesce(plans.contract_term, 'unknown') as contract_term,
        count(*) as customers,
        sum(customer_months.mrr) as mrr,
        sum(customer_months.gross_mrr) as gross_mrr,
        sum(customer_months.discount_mrr) as discount_mrr
    from customer_months
    left join plans
        on customer_months.plan_id = plans.plan_id
    where customer_months.is_active
    group by customer_months.date_month, coalesce(plans.contract_term, 'unknown')
),

at_start as (
    select
        customer_months.date_month,
        coalesce(plans.contract_term, 'unknown') as contract_term,
        count(*) as customers_start,
        count(*) filter (where customer_months.is_churned) as churned_customers
    from customer_months
    left join plans
        on customer_months.previous_plan_id = plans.plan_id
    where customer_months.was_active
    group by customer_months.date_month, coalesce(plans.contract_term, 'unknown')
),

-- … who was there a year ago, by the term of then.
a_year_ago as (
    select
        customer_months.date_month,
        coalesce(plans.contract_term, 'unknown') as contract_term,
        count(*) as customers_12_months_ago,
        count(*) filter (where customer_months.is_active) as retained_customers_12m,
        sum(customer_months.mrr_12_months_ago) as mrr_12_months_ago,
        sum(
            case when customer_months.mrr_12_months_ago > 0 then customer_months.mrr else 0 end
        ) as mrr_of_customers_12_months_ago,
        sum(
            least(customer_months.mrr, customer_months.mrr_12_months_ago)
        ) as mrr_kept_12_months
    from customer_months
    left join plans
        on customer_months.plan_id_12_months_ago = plans.plan_id
    where customer_months.was_active_12_months_ago
    group by customer_months.date_month, coalesce(plans.contract_term, 'unknown')
),

terms as (
    {% for relation in ['at_end', 'at_start', 'a_year_ago'] %}
    select
        date_month,
        contract_term
    from {{ relation }}
    {{ 'union' if not loop.last }}
    {% endfor %}
),

rates as (
    select
        terms.date_month,
        terms.contract_term,
        coalesce(at_end.customers, 0) as customers,
        coalesce(at_end.mrr, 0) as mrr,
        sum(coalesce(at_end.mrr, 0)) over (partition by terms.date_month) as company_mrr,
        coalesce(at_end.gross_mrr, 0) as gross_mrr,
        coalesce(at_end.discount_mrr, 0) as discount_mrr,
        {{ rate('at_end.mrr', 'at_end.customers') }} as average_revenue_per_account,
        coalesce(at_start.customers_start, 0) as customers_start,
        coalesce(at_start.churned_customers, 0) as churned_customers,
        coalesce(a_year_ago.customers_12_months_ago, 0) as customers_12_months_ago,
        coalesce(a_year_ago.retained_customers_12m, 0) as retained_customers_12m,
        {{ rate(
            'a_year_ago.retained_customers_12m', 'a_year_ago.customers_12_months_ago'
        ) }} as logo_retention_12m,
        {{ rate(
            'a_year_ago.mrr_of_customers_12_months_ago', 'a_year_ago.mrr_12_months_ago'
        ) }} as net_revenue_retention_12m,
        {{ rate(
            'a_year_ago.mrr_kept_12_months', 'a_year_ago.mrr_12_months_ago'
        ) }} as gross_revenue_retention_12m
    from terms
    left join at_end
        on
            terms.date_month = at_end.date_month
            and terms.contract_term = at_end.contract_term
    left join at_start
        on
            terms.date_month = at_start.date_month
            and terms.contract_term = at_start.contract_term
    left join a_year_ago
        on
            terms.date_month = a_year_ago.date_month
            and terms.contract_term = a_year_ago.contract_term
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
        net_revenue_retention_12m,
        gross_revenue_retention_12m,
        {{ double_as_money(
            'average_revenue_per_account * ' ~ var('gross_margin')
            ~ ' / nullif(equivalent_monthly_churn_rate, 0)'
        ) }} as customer_lifetime_value,
        last_day(date_month) <= {{ as_of_date() }} as is_complete
    from with_equivalent_churn
)

select * from final
