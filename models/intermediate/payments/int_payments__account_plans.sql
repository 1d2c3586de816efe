with account_month_plans as (
    select * from {{ ref('int_revenue__account_month_plans') }}
),

plans_beside_previous as (
    select
        account_id,
        date_month,
        coalesce(plan_tier, 'unknown') as plan_tier,
        lag(coalesce(plan_tier, 'unknown')) over (
            partition by account_id order by date_month
        ) as previous_plan_tier
    from account_month_plans
),

changes as (
    select * from plans_beside_previous
    where
        previous_plan_tier is null
        or plan_tier <> previous_plan_tier
),

-- DECISIONS.md, "An account is in one segment a month": who has left stays where it was.
final as (
    select
        account_id,
        plan_tier,
        date_month as from_month,
        coalesce(
            lead(date_month) over (partition by account_id order by date_month), {{ forever() }}
        ) as to_month
    from changes
)

select * from final
