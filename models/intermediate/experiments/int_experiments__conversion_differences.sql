with beside_control as (
    select * from {{ ref('int_experiments__beside_control') }}
),

shares as (
    select
        *,
        {{ rate('conversions', 'units') }} as share,
        {{ rate('control_conversions', 'control_units') }} as control_share,
        {{ rate('conversions + control_conversions', 'units + control_units') }} as pooled_share,
        {{ wilson_limit('conversions', 'units', 'z', 'low') }} as low,
        {{ wilson_limit('conversions', 'units', 'z', 'high') }} as high,
        {{ wilson_limit('control_conversions', 'control_units', 'z', 'low') }} as control_low,
        {{ wilson_limit('control_conversions', 'control_units', 'z', 'high') }} as control_high
    from beside_control
),

errors as (
    select
        *,
        share - control_share as difference,
        sqrt(
            pooled_share * (1 - pooled_share)
            * ({{ rate(1, 'units') }} + {{ rate(1, 'control_units') }})
        ) as pooled_error,
        sqrt(
            {{ rate('share * (1 - share)', 'units') }}
            + {{ rate('control_share * (1 - control_share)', 'control_units') }}
        ) as error,
        sqrt(
            (share - low) * (share - low)
            + (control_high - control_share) * (control_high - control_share)
        ) as distance_down,
        sqrt(
            (high - share) * (high - share)
            + (control_share - control_low) * (control_share - control_low)
        ) as distance_up,
        -- Katz: the error of the logarithm of the ratio of two shares.
        case
            when conversions > 0 and control_conversions > 0
                then sqrt(
                    {{ rate('1 - share', 'conversions') }}
                    + {{ rate('1 - control_share', 'control_conversions') }}
                )
        end as log_error,
        case
            when conversions > 0 and control_conversions > 0 then ln(share / control_share)
        end as log_ratio,
        least(
            least(units, control_units) * pooled_share,
            least(units, control_units) * (1 - pooled_share)
        ) as least_expected
    from shares
),

-- DECISIONS.md, "How two variants are compared": Newcombe's method 10.
final as (
    select
        experiment_id,
        variant,
        measured_on,
        control_share,
        difference,
        difference - distance_down as difference_low,
        difference + distance_up as difference_high,
        error,
        case when pooled_error > 0 then difference / pooled_error end as deviate,
        case
            when pooled_error > 0 then {{ two_sided_p_value('(difference / pooled_error)') }}
        end as p_value,
        exp(log_ratio) - 1 as lift,
        exp(log_ratio - z * log_error) - 1 as lift_low,
        exp(log_ratio + z * log_error) - 1 as lift_high,
        least_expected
    from errors
)

select * from final
