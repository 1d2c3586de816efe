with customer_months as (
    select * from {{ ref('int_plans__customer_months') }}
),

-- A customer is lost, or moves away, where it was at the month's start; all else is at its end.
at_start as (
    select
        date_month,
        previous_plan_id as plan_id,
        count(*) as customers_start,
        count(*) filter (where is_churned) as churned_customers,
        count(*) filter (where is_active and plan_id <> previous_plan_id) as moved_out_customers,
        sum(previous_mrr) as mrr_start,
        sum(churned_mrr) as churned_mrr
    from customer_months
    where was_active
    group by date_month, previous_plan_id
),

at_end as (
    select
        date_month,
        plan_id,
        count(*) as customers_end,
        count(*) filter (where is_new) as new_customers,
        count(*) filter (where is_reactivated) as reactivated_customers,
        count(*) filter (where was_active and plan_id <> previous_plan_id) as moved_in_customers,
        sum(mrr) as mrr_end,
        sum(gross_mrr) as gross_mrr,
        sum(discount_mrr) as discount_mrr
    from customer_months
    where is_active
    group by date_month, plan_id
),

final as (
    select
        coalesce(at_start.date_month, at_end.date_month) as date_month,
        coalesce(at_start.plan_id, at_end.plan_id) as plan_id,
        coalesce(at_start.customers_start, 0) as customers_start,
        coalesce(at_end.new_customers, 0) as new_customers,
        coalesce(at_end.reactivated_customers, 0) as reactivated_customers,
        coalesce(at_end.moved_in_customers, 0) as moved_in_customers,
        coalesce(at_start.moved_out_customers, 0) as moved_out_customers,
        coalesce(at_start.churned_customers, 0) as churned_customers,
        coalesce(at_end.customers_end, 0) as customers_end,
        {{ as_money('coalesce(at_start.mrr_start, 0)') }} as mrr_start,
        {{ as_money('coalesce(at_start.churned_mrr, 0)') }} as churned_mrr,
        {{ as_money('coalesce(at_end.mrr_end, 0)') }} as mrr_end,
        {{ as_money('coalesce(at_end.gross_mrr, 0)') }} as gross_mrr,
        {{ as_money('coalesce(at_end.discount_mrr, 0)') }} as discount_mrr
    from at_start
    full outer join at_end
        on
            at_start.date_month = at_end.date_month
            and at_start.plan_id = at_end.plan_id
)

select * from final
