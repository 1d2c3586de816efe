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

final as (
    select
        terms.date_month,
        terms.contract_term,
        coalesce(at_end.customers, 0) as customers,
        {{ as_money('coalesce(at_end.mrr, 0)') }} as mrr,
        {{ as_money('coalesce(at_end.gross_mrr, 0)') }} as gross_mrr,
        {{ as_money('coalesce(at_end.discount_mrr, 0)') }} as discount_mrr,
        coalesce(at_start.customers_start, 0) as customers_start,
        coalesce(at_start.churned_customers, 0) as churned_customers,
        coalesce(a_year_ago.customers_12_months_ago, 0) as customers_12_months_ago,
        coalesce(a_year_ago.retained_customers_12m, 0) as retained_customers_12m,
        {{ as_money('coalesce(a_year_ago.mrr_12_months_ago, 0)') }} as mrr_12_months_ago,
        {{ as_money('coalesce(a_year_ago.mrr_of_customers_12_months_ago, 0)') }}
            as mrr_of_customers_12_months_ago,
        {{ as_money('coalesce(a_year_ago.mrr_kept_12_months, 0)') }} as mrr_kept_12_months
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
)

select * from final
