with changes as (
    select * from {{ ref('int_plans__changes') }}
),

change_amounts as (
    select * from {{ ref('int_plans__change_amounts') }}
),

items_in_force as (
    select * from {{ ref('int_billing__mrr_intervals') }}
    where is_in_force
),

account_months as (
    select * from {{ ref('int_revenue__month_movements') }}
    where is_active
),

-- An account that changes twice in a quarter is watched from its first time on.
first_changes as (
    select
        account_id,
        cast({{ dbt.date_trunc('quarter', 'change_date') }} as date) as quarter,
        change_kind,
        from_plan_id as plan_id,
        min(change_date) as watched_from
    from changes
    group by
        account_id,
        cast({{ dbt.date_trunc('quarter', 'change_date') }} as date),
        change_kind,
        from_plan_id
),

-- DECISIONS.md, "What follows a price change": beside those who changed, who was on the plan …
comparisons as (
    select distinct
        quarter,
        plan_id,
        'before' as watched_group,
        cast({{ dbt.dateadd('month', -4, 'quarter') }} as date) as date_month
    from first_changes

    union all

    select distinct
        quarter,
        plan_id,
        'unchanged' as watched_group,
        cast({{ dbt.dateadd('month', 2, 'quarter') }} as date) as date_month
    from first_changes
),

-- … at the start of the quarter before, or at the end of this one with the plan it always had.
accounts_on_plans as (
    select distinct
        comparisons.quarter,
        comparisons.plan_id,
        comparisons.watched_group,
        comparisons.date_month,
        items_in_force.account_id
    from comparisons
    inner join items_in_force
        on
            comparisons.plan_id = items_in_force.plan_id
            and items_in_force.from_date <= last_day(comparisons.date_month)
            and items_in_force.to_date > last_day(comparisons.date_month)
    where last_day(comparisons.date_month) <= {{ as_of_date() }}
),

accounts_that_changed as (
    select distinct
        quarter,
        account_id
    from first_changes
),

final as (
    select
        first_changes.quarter,
        first_changes.plan_id,
        'changed' as watched_group,
        first_changes.change_kind,
        first_changes.account_id,
        first_changes.watched_from,
        change_amounts.mrr_after as mrr
    from first_changes
    inner join change_amounts
        on
            first_changes.account_id = change_amounts.account_id
            and first_changes.watched_from = change_amounts.change_date

    union all

    select
        accounts_on_plans.quarter,
        accounts_on_plans.plan_id,
        accounts_on_plans.watched_group,
        cast(null as {{ dbt.type_string() }}) as change_kind,
        accounts_on_plans.account_id,
        last_day(accounts_on_plans.date_month) as watched_from,
        account_months.mrr
    from accounts_on_plans
    inner join account_months
        on
            accounts_on_plans.account_id = account_months.account_id
            and accounts_on_plans.date_month = account_months.date_month
    left join accounts_that_changed
        on
            accounts_on_plans.quarter = accounts_that_changed.quarter
            and accounts_on_plans.account_id = accounts_that_changed.account_id
    where
        accounts_on_plans.watched_group = 'before'
        or accounts_that_changed.account_id is null
)

select * from final
