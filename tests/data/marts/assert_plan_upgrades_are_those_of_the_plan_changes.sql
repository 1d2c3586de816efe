-- The steps from plan to plan are the upgrades that plan_changes counts, where they raised what is
-- paid. If this fails, upgrade paths know other upgrades than the pages on plans.
with steps as (
    select
        account_id,
        stepped_on,
        mrr_gained
    from {{ ref('int_growth__steps') }}
    where kind = 'plan'
),

upgrades as (
    select distinct
        changes.account_id,
        changes.change_date,
        change_amounts.mrr_after - change_amounts.mrr_before as mrr_change
    from {{ ref('int_plans__changes') }} as changes
    inner join {{ ref('int_plans__change_amounts') }} as change_amounts
        on
            changes.account_id = change_amounts.account_id
            and changes.change_date = change_amounts.change_date
    where
        changes.change_kind = 'plan_up'
        and change_amounts.mrr_after > change_amounts.mrr_before
)

select
    coalesce(steps.account_id, upgrades.account_id) as account_id,
    coalesce(steps.stepped_on, upgrades.change_date) as change_date,
    steps.mrr_gained,
    upgrades.mrr_change
from steps
full outer join upgrades
    on
        steps.account_id = upgrades.account_id
        and steps.stepped_on = upgrades.change_date
where
    steps.account_id is null
    or upgrades.account_id is null
    or abs(steps.mrr_gained - upgrades.mrr_change) > 0.0001
