with main_intervals as (
    select * from {{ ref('int_plans__main_intervals') }}
),

plans as (
    select * from {{ ref('stg_billing__plans') }}
),

customer_spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
    where spell_number = 1
),

changes as (
    select * from {{ ref('int_plans__changes') }}
),

first_days as (
    select
        account_id,
        min(from_date) as started_on
    from main_intervals
    group by account_id
),

first_upgrades as (
    select
        account_id,
        min(change_date) as first_upgraded_on
    from changes
    where change_kind = 'plan_up'
    group by account_id
),

final as (
    select
        first_days.account_id,
        first_days.started_on,
        main_intervals.plan_id,
        coalesce(plans.is_free, false) as is_free,
        customer_spells.started_on as became_customer_on,
        customer_plans.plan_id as customer_plan_id,
        customer_plans.plan_tier as customer_plan_tier,
        customer_plans.billing_interval as customer_billing_interval,
        first_upgrades.first_upgraded_on
    from first_days
    inner join main_intervals
        on
            first_days.account_id = main_intervals.account_id
            and first_days.started_on = main_intervals.from_date
    left join plans
        on main_intervals.plan_id = plans.plan_id
    left join customer_spells
        on first_days.account_id = customer_spells.account_id
    left join main_intervals as customer_plans
        on
            customer_spells.account_id = customer_plans.account_id
            and customer_spells.started_on >= customer_plans.from_date
            and customer_spells.started_on < customer_plans.to_date
    left join first_upgrades
        on first_days.account_id = first_upgrades.account_id
)

select * from final
