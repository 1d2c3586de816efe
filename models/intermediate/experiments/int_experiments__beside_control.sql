with days as (
    select * from {{ ref('int_experiments__days') }}
),

plans as (
    select * from {{ ref('int_experiments__plans') }}
),

final as (
    select
        days.experiment_id,
        days.variant,
        days.measured_on,
        plans.alpha,
        {{ normal_quantile('(1 - plans.alpha / cast(2 as double))') }} as z,
        days.compared_units as units,
        days.conversions,
        days.revenue,
        days.revenue_squares,
        controls.compared_units as control_units,
        controls.conversions as control_conversions,
        controls.revenue as control_revenue,
        controls.revenue_squares as control_revenue_squares
    from days
    inner join plans
        on days.experiment_id = plans.experiment_id
    inner join days as controls
        on
            days.experiment_id = controls.experiment_id
            and days.measured_on = controls.measured_on
            and controls.is_control
    where not days.is_control
)

select * from final
