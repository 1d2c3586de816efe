with beside_control as (
    select * from {{ ref('int_experiments__beside_control') }}
),

plans as (
    select * from {{ ref('int_experiments__plans') }}
),

variants as (
    select
        experiment_id,
        variant,
        is_control,
        cast(
            coalesce(planned_units, {{ var('experiment_expected_units') }}) as double
        ) as expected_units
    from {{ ref('int_experiments__variants') }}
),

conversion_differences as (
    select * from {{ ref('int_experiments__conversion_differences') }}
),

revenue_differences as (
    select * from {{ ref('int_experiments__revenue_differences') }}
),

-- The difference of the metric for which the experiment is made.
decisive as (
    select
        beside_control.*,
        plans.minimum_detectable_effect,
        case
            when plans.metric = 'revenue' then revenue_differences.difference
            else conversion_differences.difference
        end as difference,
        case
            when plans.metric = 'revenue' then revenue_differences.error
            else conversion_differences.error
        end as error,
        case
            when plans.metric = 'revenue' then revenue_differences.deviate
            else conversion_differences.deviate
        end as deviate,
        case
            when plans.metric = 'revenue' then revenue_differences.p_value
            else conversion_differences.p_value
        end as p_value,
        case
            when plans.metric = 'revenue' then revenue_differences.control_mean
            else conversion_differences.control_share
        end as control_mean,
        case
            when plans.metric = 'revenue' then revenue_differences.control_variance
        end as control_variance,
        conversion_differences.least_expected,
        {{ rate(
            'cast(beside_control.units as double) * beside_control.control_units',
            'beside_control.units + beside_control.control_units'
        ) }} as information,
        {{ rate(
            'variants.expected_units * controls.expected_units',
            'variants.expected_units + controls.expected_units'
        ) }} as expected_information
    from beside_control
    inner join plans
        on beside_control.experiment_id = plans.experiment_id
    inner join variants
        on
            beside_control.experiment_id = variants.experiment_id
            and beside_control.variant = variants.variant
    inner join variants as controls
        on
            beside_control.experiment_id = controls.experiment_id
            and controls.is_control
    inner join conversion_differences
        on
            beside_control.experiment_id = conversion_differences.experiment_id
            and beside_control.variant = conversion_differences.variant
            and beside_control.measured_on = conversion_differences.measured_on
    left join revenue_differences
        on
            beside_control.experiment_id = revenue_differences.experiment_id
            and beside_control.variant = revenue_differences.variant
            and beside_control.measured_on = revenue_differences.measured_on
),

-- DECISIONS.md, "Peeking is allowed against a bound of its own".
final as (
    select
        experiment_id,
        variant,
        measured_on,
        alpha,
        z,
        minimum_detectable_effect,
        difference,
        error,
        deviate,
        p_value,
        control_mean,
        control_variance,
        least_expected,
        information / expected_information * (-2 * ln(alpha) + ln(1 - 2 * ln(alpha))) as weight
    from decisive
)

select * from final
