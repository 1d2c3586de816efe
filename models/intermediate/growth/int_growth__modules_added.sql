with items_in_force as (
    select * from {{ ref('int_billing__mrr_intervals') }}
    where
        is_in_force
        and mrr > 0
        and from_date <= {{ as_of_date() }}
),

plans as (
    select * from {{ ref('stg_billing__plans') }}
),

stays as (
    select * from {{ ref('int_growth__stays') }}
),

offers as (
    select
        items_in_force.account_id,
        items_in_force.from_date,
        {{ offer_name('plans') }} as offer,
        max(items_in_force.to_date) as to_date,
        max(plans.plan_tier) as plan_tier,
        max(coalesce(plans.product_id, '')) as product_id,
        bool_or(coalesce(plans.is_addon, false)) as is_addon
    from items_in_force
    inner join plans
        on items_in_force.plan_id = plans.plan_id
    group by items_in_force.account_id, items_in_force.from_date, {{ offer_name('plans') }}
),

-- The end of what was there of the same offer before: where it reaches the day, nothing is added.
beside_earlier as (
    select
        *,
        max(to_date) over (
            partition by account_id, offer
            order by from_date
            rows between unbounded preceding and 1 preceding
        ) as earlier_to_date
    from offers
),

added as (
    select
        account_id,
        from_date as added_on,
        offer,
        plan_tier,
        product_id,
        is_addon
    from beside_earlier
    where coalesce(earlier_to_date < from_date, true)
),

-- DECISIONS.md, "What an upgrade is": beside the main plan, not in its place.
final as (
    select
        added.account_id,
        added.added_on,
        stays.offer as from_offer,
        stays.plan_tier as from_plan_tier,
        stays.from_date as at_from_since,
        added.offer as to_offer,
        added.plan_tier as to_plan_tier
    from added
    inner join stays
        on
            added.account_id = stays.account_id
            and added.added_on > stays.from_date
            and added.added_on <= stays.to_date
    left join stays as new_stays
        on
            added.account_id = new_stays.account_id
            and added.added_on = new_stays.from_date
            and added.offer = new_stays.offer
    where
        added.offer <> stays.offer
        and new_stays.account_id is null
        and (added.is_addon or added.product_id <> coalesce(stays.product_id, ''))
)

select * from final
