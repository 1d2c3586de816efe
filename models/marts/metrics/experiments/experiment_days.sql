with day_results as (
    select * from {{ ref('int_experiments__day_results') }}
),

final as (
    select
        experiment_id,
        variant,
        measured_on,
        exposed_units,
        compared_units,
        conversions,
        conversion_rate,
        difference,
        difference_low,
        difference_high,
        revenue,
        revenue_difference,
        revenue_difference_low,
        revenue_difference_high,
        p_value,
        sequential_p_value
    from day_results
)

select * from final
