with changes as (
    select * from {{ ref('int_plans__changes') }}
    where change_kind in ('plan_up', 'plan_down')
),

starts as (
    select * from {{ ref('int_plans__starts') }}
),

first_upgrades as (
    select
        changes.account_id,
        changes.change_date,
        min(changes.from_plan_id) as from_plan_id
    from changes
    inner join starts
        on
            changes.account_id = starts.account_id
            and changes.change_date = starts.first_upgraded_on
    where changes.change_kind = 'plan_up'
    group by changes.account_id, changes.change_date
),

-- One row per thing that happened and plan that it concerns.
happenings as (
    select
        change_date as happened_on,
        from_plan_id as plan_id,
        change_kind || '_out' as happening,
        cast(null as double) as days
    from changes

    union all

    select
        change_date as happened_on,
        to_plan_id as plan_id,
        change_kind || '_in' as happening,
        cast(null as double) as days
    from changes

    union all

    select
        first_upgrades.change_date as happened_on,
        first_upgrades.from_plan_id as plan_id,
        'first_upgrade' as happening,
        cast(
            {{ dbt.datediff('starts.became_customer_on', 'first_upgrades.change_date', 'day') }}
            as double
        ) as days
    from first_upgrades
    inner join starts
        on first_upgrades.account_id = starts.account_id

    union all

    select
        became_customer_on as happened_on,
        coalesce(customer_plan_id, 'unknown') as plan_id,
        'free_to_paid' as happening,
        cast(
            {{ dbt.datediff('started_on', 'became_customer_on', 'day') }}
            as double
        ) as days
    from starts
    where
        is_free
        and became_customer_on is not null
),

final as (
    select
        cast({{ dbt.date_trunc('month', 'happened_on') }} as date) as date_month,
        plan_id,
        count(*) filter (where happening = 'plan_up_out') as upgrades_out,
        count(*) filter (where happening = 'plan_up_in') as upgrades_in,
        count(*) filter (where happening = 'plan_down_out') as downgrades_out,
        count(*) filter (where happening = 'plan_down_in') as downgrades_in,
        count(*) filter (where happening = 'first_upgrade') as first_upgrades,
        cast(
            percentile_cont(0.5) within group (
                order by case when happening = 'first_upgrade' then days end
            ) as double
        ) as median_days_to_first_upgrade,
        count(*) filter (where happening = 'free_to_paid') as free_to_paid_customers
    from happenings
    group by
        cast({{ dbt.date_trunc('month', 'happened_on') }} as date),
        plan_id
)

select * from final
