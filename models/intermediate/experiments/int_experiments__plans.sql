with exposures as (
    select * from {{ ref('stg_marketing__experiment_exposures') }}
    where {{ to_reporting_date('exposed_at') }} <= {{ as_of_date() }}
),

experiments as (
    select * from {{ ref('experiments') }}
),

seen as (
    select
        experiment_id,
        count(visitor_id) as exposures_of_visitors,
        min({{ to_reporting_date('exposed_at') }}) as first_exposed_on
    from exposures
    group by experiment_id
),

-- DECISIONS.md, "An experiment that nobody has written down".
units_known as (
    select
        seen.experiment_id,
        coalesce(experiments.experiment_name, seen.experiment_id) as experiment_name,
        experiments.experiment_id is not null as is_written_down,
        coalesce(
            experiments.unit,
            case when seen.exposures_of_visitors > 0 then 'visitor' else 'account' end
        ) as unit,
        experiments.metric,
        experiments.control_variant,
        coalesce(experiments.starts_on, seen.first_exposed_on) as starts_on,
        experiments.planned_end_on,
        coalesce(experiments.window_days, {{ var('experiment_window_days') }}) as window_days,
        coalesce(experiments.alpha, cast(0.05 as double)) as alpha,
        experiments.minimum_detectable_effect
    from seen
    left join experiments
        on seen.experiment_id = experiments.experiment_id
),

final as (
    select
        experiment_id,
        experiment_name,
        is_written_down,
        unit,
        coalesce(
            metric, case when unit = 'visitor' then 'registration' else 'customer' end
        ) as metric,
        control_variant,
        starts_on,
        planned_end_on,
        window_days,
        alpha,
        minimum_detectable_effect
    from units_known
)

select * from final
