with account_months as (
    select * from {{ ref('int_revenue__month_movements') }}
),

month_plans as (
    select * from {{ ref('int_revenue__account_month_plans') }}
),

-- Where an account has nothing in force, or add-ons alone, its plan is the last one.
months_with_plans as (
    select
        account_months.*,
        {{ last_known(
            'month_plans.plan_id', 'account_months.account_id', 'account_months.date_month'
        ) }} as plan_id
    from account_months
    left join month_plans
        on
            account_months.account_id = month_plans.account_id
            and account_months.date_month = month_plans.date_month
),

beside_earlier_months as (
    select
        *,
        lag(plan_id) over account_months_in_order as previous_plan_id,
        lag(plan_id, 12) over account_months_in_order as plan_id_12_months_ago,
        coalesce(
            lag(is_active, 12) over account_months_in_order, false
        ) as was_active_12_months_ago,
        {{ as_money(
            'coalesce(lag(mrr, 12) over account_months_in_order, 0)'
        ) }} as mrr_12_months_ago
    from months_with_plans
    window account_months_in_order as (partition by account_id order by date_month)
),

final as (
    select
        account_id,
        date_month,
        coalesce(plan_id, 'unknown') as plan_id,
        coalesce(previous_plan_id, 'unknown') as previous_plan_id,
        coalesce(plan_id_12_months_ago, 'unknown') as plan_id_12_months_ago,
        is_active,
        was_active,
        was_active_12_months_ago,
        is_new,
        is_reactivated,
        is_churned,
        mrr,
        gross_mrr,
        discount_mrr,
        churned_mrr,
        previous_mrr,
        mrr_12_months_ago
    from beside_earlier_months
    where
        is_active
        or was_active
        or was_active_12_months_ago
)

select * from final
