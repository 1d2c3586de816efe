with stays as (
    select * from {{ ref('int_growth__stays') }}
),

changes as (
    select * from {{ ref('int_plans__changes') }}
    where change_kind = 'plan_up'
),

item_steps as (
    select * from {{ ref('int_plans__steps') }}
    where
        from_plan_id = to_plan_id
        and quantity_after > quantity_before
        and gross_mrr_after > gross_mrr_before
),

plans as (
    select * from {{ ref('stg_billing__plans') }}
),

modules_added as (
    select * from {{ ref('int_growth__modules_added') }}
),

account_changes as (
    select * from {{ ref('int_revenue__account_changes') }}
    where customer_amount > 0
),

-- DECISIONS.md, "What an upgrade is".
all_steps as (
    select
        changes.account_id,
        changes.change_date as stepped_on,
        'plan' as kind,
        stays.offer as from_offer,
        stays.plan_tier as from_plan_tier,
        stays.from_date as at_from_since,
        {{ offer_name('plans') }} as to_offer,
        plans.plan_tier as to_plan_tier
    from changes
    inner join stays
        on
            changes.account_id = stays.account_id
            and changes.change_date = stays.to_date
    inner join plans
        on changes.to_plan_id = plans.plan_id

    union all

    select
        account_id,
        added_on as stepped_on,
        'module' as kind,
        from_offer,
        from_plan_tier,
        at_from_since,
        to_offer,
        to_plan_tier
    from modules_added

    union all

    select
        item_steps.account_id,
        item_steps.change_date as stepped_on,
        'seats' as kind,
        stays.offer as from_offer,
        stays.plan_tier as from_plan_tier,
        stays.from_date as at_from_since,
        stays.offer as to_offer,
        stays.plan_tier as to_plan_tier
    from item_steps
    inner join plans
        on item_steps.to_plan_id = plans.plan_id
    inner join stays
        on
            item_steps.account_id = stays.account_id
            and item_steps.change_date > stays.from_date
            and item_steps.change_date < stays.to_date
            and {{ offer_name('plans') }} = stays.offer
),

final as (
    select
        all_steps.account_id,
        all_steps.stepped_on,
        all_steps.kind,
        all_steps.from_offer,
        all_steps.to_offer,
        max(all_steps.from_plan_tier) as from_plan_tier,
        max(all_steps.to_plan_tier) as to_plan_tier,
        cast(
            {{ dbt.datediff('max(all_steps.at_from_since)', 'all_steps.stepped_on', 'day') }}
            as integer
        ) as days_at_from,
        max(account_changes.customer_amount) as mrr_gained,
        max({{ rate('account_changes.customer_amount', 'account_changes.mrr_before') }})
            as relative_gain
    from all_steps
    inner join account_changes
        on
            all_steps.account_id = account_changes.account_id
            and all_steps.stepped_on = account_changes.change_date
    group by
        all_steps.account_id,
        all_steps.stepped_on,
        all_steps.kind,
        all_steps.from_offer,
        all_steps.to_offer
)

select * from final
