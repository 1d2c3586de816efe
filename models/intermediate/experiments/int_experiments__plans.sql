with exposures as (
    select * from {{ ref('stg_marketing__experiment_exposures') }}
    where {{ to_reporting_date('exposed_at') }} <= {{ as_of_date() }}
),

written_plans as (
    select * from {{ ref('experiment_plans') }}
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
        coalesce(written_plans.experiment_name, seen.experiment_id) as experiment_name,
        written_plans.experiment_id is not null as is_written_down,
        coalesce(
            written_plans.unit,
            case when seen.exposures_of_visitors > 0 then 'visitor' else 'account' end
        ) as unit,
        written_plans.metric,
        written_plans.control_variant,
        coalesce(written_plans.starts_on, seen.first_exposed_on) as starts_on,
        written_plans.planned_end_on,
        coalesce(written_plans.window_days, {{ var('experiment_window_days') }}) as window_days,
        coalesce(written_plans.alpha, cast(0.05 as double)) as alpha,
        written_plans.minimum_detectable_effect
    from seen
    left join written_plans
        on seen.experiment_id = written_plans.experiment_id
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
