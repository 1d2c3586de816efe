with days as (
    select * from {{ ref('int_experiments__days') }}
),

conversion_differences as (
    select * from {{ ref('int_experiments__conversion_differences') }}
),

revenue_differences as (
    select * from {{ ref('int_experiments__revenue_differences') }}
),

comparisons as (
    select * from {{ ref('int_experiments__comparisons') }}
),

final as (
    select
        days.experiment_id,
        days.variant,
        days.measured_on,
        days.exposed_units,
        days.compared_units,
        days.registrations,
        days.customers,
        days.conversions,
        {{ rate('days.conversions', 'days.compared_units') }} as conversion_rate,
        {{ rounded('conversion_differences.difference', 6) }} as difference,
        {{ rounded('conversion_differences.difference_low', 6) }} as difference_low,
        {{ rounded('conversion_differences.difference_high', 6) }} as difference_high,
        {{ rounded('conversion_differences.lift', 6) }} as relative_lift,
        {{ rounded('conversion_differences.lift_low', 6) }} as relative_lift_low,
        {{ rounded('conversion_differences.lift_high', 6) }} as relative_lift_high,
        {{ rounded('conversion_differences.p_value', 6) }} as conversion_p_value,
        days.revenue,
        {{ rate('days.revenue', 'days.compared_units') }} as revenue_per_unit,
        {{ rounded('revenue_differences.difference', 6) }} as revenue_difference,
        {{ rounded('revenue_differences.difference_low', 6) }} as revenue_difference_low,
        {{ rounded('revenue_differences.difference_high', 6) }} as revenue_difference_high,
        {{ rounded('revenue_differences.p_value', 6) }} as revenue_p_value,
        {{ rounded('comparisons.p_value', 6) }} as p_value,
        {{ rounded('comparisons.adjusted_p_value', 6) }} as adjusted_p_value,
        {{ rounded('comparisons.sequential_p_value', 6) }} as sequential_p_value,
        {{ rounded('comparisons.sequential_low', 6) }} as sequential_low,
        {{ rounded('comparisons.sequential_high', 6) }} as sequential_high,
        coalesce(comparisons.is_sufficient, false) as is_sufficient,
        comparisons.required_units,
        row_number() over (
            partition by days.experiment_id, days.variant
            order by days.measured_on desc
        ) = 1 as is_newest
    from days
    left join conversion_differences
        on
            days.experiment_id = conversion_differences.experiment_id
            and days.variant = conversion_differences.variant
            and days.measured_on = conversion_differences.measured_on
    left join revenue_differences
        on
            days.experiment_id = revenue_differences.experiment_id
            and days.variant = revenue_differences.variant
            and days.measured_on = revenue_differences.measured_on
    left join comparisons
        on
            days.experiment_id = comparisons.experiment_id
            and days.variant = comparisons.variant
            and days.measured_on = comparisons.measured_on
)

select * from final
