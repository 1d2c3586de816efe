with main_intervals as (
    select * from {{ ref('int_plans__main_intervals') }}
),

items_in_force as (
    select * from {{ ref('int_billing__mrr_intervals') }}
    where is_in_force
),

main_beside_previous as (
    select
        account_id,
        from_date as change_date,
        lag(to_date) over account_days as previous_to_date,
        lag(plan_id) over account_days as from_plan_id,
        plan_id as to_plan_id,
        lag(subscription_item_id) over account_days as from_item_id,
        subscription_item_id as to_item_id,
        lag(quantity) over account_days as quantity_before,
        quantity as quantity_after,
        lag(currency) over account_days as currency_before,
        currency as currency_after,
        lag(gross_mrr) over account_days as gross_mrr_before,
        gross_mrr as gross_mrr_after
    from main_intervals
    window account_days as (partition by account_id order by from_date)
),

items_beside_previous as (
    select
        account_id,
        from_date as change_date,
        lag(to_date) over item_days as previous_to_date,
        lag(plan_id) over item_days as from_plan_id,
        plan_id as to_plan_id,
        subscription_item_id as from_item_id,
        subscription_item_id as to_item_id,
        lag(quantity) over item_days as quantity_before,
        quantity as quantity_after,
        currency as currency_before,
        currency as currency_after,
        lag(gross_mrr) over item_days as gross_mrr_before,
        gross_mrr as gross_mrr_after
    from items_in_force
    window item_days as (partition by subscription_item_id order by from_date)
),

shifts as (
    select * from main_beside_previous
    where
        from_plan_id <> to_plan_id
        or from_item_id <> to_item_id
),

-- DECISIONS.md, "Upgrades and downgrades": one item takes another's place. Where the old one stays,
-- or the new one was there already, something was added or dropped and no plan was changed.
exchanges as (
    select
        shifts.account_id,
        shifts.change_date
    from shifts
    inner join items_in_force
        on
            shifts.account_id = items_in_force.account_id
            and shifts.change_date >= items_in_force.from_date
            and shifts.change_date <= items_in_force.to_date
    group by shifts.account_id, shifts.change_date
    having
        max(
            case
                when
                    (
                        items_in_force.to_date > shifts.change_date
                        and items_in_force.plan_id = shifts.from_plan_id
                        and items_in_force.subscription_item_id = shifts.from_item_id
                    )
                    or (
                        items_in_force.from_date < shifts.change_date
                        and items_in_force.plan_id = shifts.to_plan_id
                        and items_in_force.subscription_item_id = shifts.to_item_id
                    )
                    then 1
                else 0
            end
        ) = 0
),

all_steps as (
    select shifts.*
    from shifts
    inner join exchanges
        on
            shifts.account_id = exchanges.account_id
            and shifts.change_date = exchanges.change_date

    union all

    select * from items_beside_previous
    where
        from_plan_id = to_plan_id
        and gross_mrr_before <> gross_mrr_after
),

-- Only what follows without a gap is a step: who left and came back on another plan took none.
final as (
    select
        account_id,
        change_date,
        from_plan_id,
        to_plan_id,
        to_item_id as subscription_item_id,
        quantity_before,
        quantity_after,
        currency_before,
        currency_after,
        cast(gross_mrr_before as double) as gross_mrr_before,
        cast(gross_mrr_after as double) as gross_mrr_after
    from all_steps
    where change_date = previous_to_date
)

select * from final
