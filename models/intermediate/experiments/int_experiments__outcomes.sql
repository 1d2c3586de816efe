with units as (
    select * from {{ ref('int_experiments__units') }}
    where standing = 'compared'
),

plans as (
    select * from {{ ref('int_experiments__plans') }}
),

visitor_outcomes as (
    select * from {{ ref('int_experiments__visitor_outcomes') }}
),

account_outcomes as (
    select * from {{ ref('int_experiments__account_outcomes') }}
),

with_outcomes as (
    select
        units.experiment_id,
        units.unit_id,
        units.variant,
        units.matures_on,
        plans.metric,
        coalesce(visitor_outcomes.has_registered, false) as has_registered,
        coalesce(
            visitor_outcomes.has_become_customer, account_outcomes.has_become_customer, false
        ) as has_become_customer,
        {{ as_money('coalesce(visitor_outcomes.revenue, account_outcomes.revenue, 0)') }} as revenue
    from units
    inner join plans
        on units.experiment_id = plans.experiment_id
    left join visitor_outcomes
        on
            units.experiment_id = visitor_outcomes.experiment_id
            and units.unit_id = visitor_outcomes.unit_id
    left join account_outcomes
        on
            units.experiment_id = account_outcomes.experiment_id
            and units.unit_id = account_outcomes.unit_id
),

final as (
    select
        experiment_id,
        unit_id,
        variant,
        matures_on,
        has_registered,
        has_become_customer,
        revenue,
        case metric
            when 'registration' then has_registered
            when 'customer' then has_become_customer
            else revenue <> 0
        end as has_converted
    from with_outcomes
)

select * from final
