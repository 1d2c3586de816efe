with beside_control as (
    select * from {{ ref('int_experiments__beside_control') }}
    where
        units > 1
        and control_units > 1
),

means as (
    select
        *,
        {{ rate('revenue', 'units') }} as mean,
        {{ rate('control_revenue', 'control_units') }} as control_mean,
        {{ sample_variance('revenue_squares', 'revenue', 'units') }} as variance,
        {{ sample_variance('control_revenue_squares', 'control_revenue', 'control_units') }}
            as control_variance
    from beside_control
),

errors as (
    select
        *,
        mean - control_mean as difference,
        variance / units as part,
        control_variance / control_units as control_part,
        sqrt(variance / units + control_variance / control_units) as error
    from means
),

-- DECISIONS.md, "How two variants are compared": Welch's t, degrees by Satterthwaite.
with_degrees as (
    select
        *,
        case when error > 0 then difference / error end as t,
        case
            when error > 0
                then error * error * error * error / (
                    part * part / (units - 1) + control_part * control_part / (control_units - 1)
                )
        end as degrees
    from errors
),

final as (
    select
        experiment_id,
        variant,
        measured_on,
        control_mean,
        control_variance,
        difference,
        difference - error * {{ student_quantile('z', 'degrees') }} as difference_low,
        difference + error * {{ student_quantile('z', 'degrees') }} as difference_high,
        error,
        t as deviate,
        {{ student_p_value('t', 'degrees') }} as p_value
    from with_degrees
)

select * from final
