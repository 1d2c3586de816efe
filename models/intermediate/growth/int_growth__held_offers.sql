with items_in_force as (
    select * from {{ ref('int_billing__mrr_intervals') }}
    where is_in_force
),

plans as (
    select * from {{ ref('stg_billing__plans') }}
),

week_ends as (
    select measured_on as week_end
    from {{ ref('int_calendar__measuring_days') }}
    where is_week_end
),

final as (
    select distinct
        items_in_force.account_id,
        week_ends.week_end,
        {{ offer_name('plans') }} as offer
    from items_in_force
    inner join plans
        on items_in_force.plan_id = plans.plan_id
    inner join week_ends
        on
            items_in_force.from_date <= week_ends.week_end
            and items_in_force.to_date > week_ends.week_end
)

select * from final
