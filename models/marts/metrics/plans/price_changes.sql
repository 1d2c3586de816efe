{%- set last_day_of_quarter -%}
last_day(cast({{ dbt.dateadd('month', 2, 'changes_per_quarter.quarter') }} as date))
{%- endset -%}

with changes as (
    select * from {{ ref('int_plans__changes') }}
),

change_amounts as (
    select * from {{ ref('int_plans__change_amounts') }}
),

outcomes as (
    select * from {{ ref('int_plans__watched_outcomes') }}
),

plans as (
    select * from {{ ref('stg_billing__plans') }}
),

changes_per_quarter as (
    select
        cast({{ dbt.date_trunc('quarter', 'changes.change_date') }} as date) as quarter,
        changes.change_kind,
        changes.from_plan_id as plan_id,
        count(*) as changes,
        count(distinct changes.account_id) as accounts,
        {{ rounded('avg(changes.relative_change)', 10) }} as mean_relative_change,
        {{ as_money('sum(change_amounts.mrr_before)') }} as mrr_before,
        {{ as_money('sum(change_amounts.mrr_after)') }} as mrr_after
    from changes
    inner join change_amounts
        on
            changes.account_id = change_amounts.account_id
            and changes.change_date = change_amounts.change_date
    group by
        cast({{ dbt.date_trunc('quarter', 'changes.change_date') }} as date),
        changes.change_kind,
        changes.from_plan_id
),

outcomes_summed as (
    select
        quarter,
        plan_id,
        watched_group,
        change_kind,
        count(*) as watched_accounts,
        count(*) filter (where is_churned) as churned_accounts,
        {{ rate('count(*) filter (where is_churned)', 'count(*)') }} as churn_rate,
        {{ rate('sum(contracted_mrr)', 'sum(mrr)') }} as contraction_rate
    from outcomes
    group by quarter, plan_id, watched_group, change_kind
),

final as (
    select
        changes_per_quarter.quarter as date_quarter,
        changes_per_quarter.change_kind,
        changes_per_quarter.plan_id,
        plans.plan_name,
        plans.plan_tier,
        changes_per_quarter.changes,
        changes_per_quarter.accounts,
        changes_per_quarter.mean_relative_change,
        changes_per_quarter.mrr_before,
        changes_per_quarter.mrr_after,
        coalesce(after_change.watched_accounts, 0) as watched_accounts,
        coalesce(after_change.churned_accounts, 0) as churned_accounts,
        after_change.churn_rate as churn_rate_after,
        after_change.contraction_rate as contraction_rate_after,
        coalesce(before_change.watched_accounts, 0) as customers_before,
        before_change.churn_rate as churn_rate_before,
        before_change.contraction_rate as contraction_rate_before,
        coalesce(unchanged.watched_accounts, 0) as unchanged_customers,
        unchanged.churn_rate as churn_rate_unchanged,
        unchanged.contraction_rate as contraction_rate_unchanged,
        cast(
            {{ dbt.dateadd('day', 90, last_day_of_quarter) }} as date
        ) <= {{ as_of_date() }} as is_complete
    from changes_per_quarter
    left join outcomes_summed as after_change
        on
            changes_per_quarter.quarter = after_change.quarter
            and changes_per_quarter.plan_id = after_change.plan_id
            and changes_per_quarter.change_kind = after_change.change_kind
            and after_change.watched_group = 'changed'
    left join outcomes_summed as before_change
        on
            changes_per_quarter.quarter = before_change.quarter
            and changes_per_quarter.plan_id = before_change.plan_id
            and before_change.watched_group = 'before'
    left join outcomes_summed as unchanged
        on
            changes_per_quarter.quarter = unchanged.quarter
            and changes_per_quarter.plan_id = unchanged.plan_id
            and unchanged.watched_group = 'unchanged'
    left join plans
        on changes_per_quarter.plan_id = plans.plan_id
)

select * from final
