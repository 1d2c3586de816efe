with verdicts as (
    select * from {{ ref('int_experiments__verdicts') }}
),

plans as (
    select * from {{ ref('int_experiments__plans') }}
),

totals as (
    select * from {{ ref('int_experiments__totals') }}
),

splits as (
    select * from {{ ref('int_experiments__splits') }}
),

day_results as (
    select * from {{ ref('int_experiments__day_results') }}
    where is_newest
),

final as (
    select
        verdicts.experiment_id,
        plans.experiment_name,
        verdicts.variant,
        verdicts.is_control,
        plans.is_written_down,
        plans.unit,
        plans.metric,
        plans.starts_on,
        verdicts.ends_on,
        cast(plans.window_days as integer) as window_days,
        plans.alpha,
        verdicts.planned_share,
        cast(verdicts.planned_units as bigint) as planned_units,
        day_results.required_units,
        totals.exposed_units,
        coalesce(day_results.compared_units, 0) as compared_units,
        totals.units_in_progress,
        totals.contaminated_units,
        totals.units_outside_plan,
        totals.exposures_without_unit,
        coalesce(day_results.registrations, 0) as registrations,
        coalesce(day_results.customers, 0) as customers,
        coalesce(day_results.conversions, 0) as conversions,
        day_results.conversion_rate,
        day_results.difference,
        day_results.difference_low,
        day_results.difference_high,
        day_results.relative_lift,
        day_results.relative_lift_low,
        day_results.relative_lift_high,
        day_results.conversion_p_value,
        coalesce(day_results.revenue, 0) as revenue,
        day_results.revenue_per_unit,
        day_results.revenue_difference,
        day_results.revenue_difference_low,
        day_results.revenue_difference_high,
        day_results.revenue_p_value,
        day_results.p_value,
        day_results.adjusted_p_value,
        day_results.sequential_p_value,
        day_results.sequential_low,
        day_results.sequential_high,
        {{ rounded('splits.chi_square', 6) }} as sample_ratio_chi_square,
        {{ rounded('splits.p_value', 6) }} as sample_ratio_p_value,
        splits.has_mismatch as has_sample_ratio_mismatch,
        verdicts.is_peeking,
        verdicts.is_shown_early,
        verdicts.verdict
    from verdicts
    inner join plans
        on verdicts.experiment_id = plans.experiment_id
    inner join totals
        on
            verdicts.experiment_id = totals.experiment_id
            and verdicts.variant = totals.variant
    inner join splits
        on verdicts.experiment_id = splits.experiment_id
    left join day_results
        on
            verdicts.experiment_id = day_results.experiment_id
            and verdicts.variant = day_results.variant
)

select * from final
