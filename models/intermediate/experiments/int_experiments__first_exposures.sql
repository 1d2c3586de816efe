with exposures as (
    select * from {{ ref('int_experiments__exposures') }}
    where unit_id is not null
),

plans as (
    select * from {{ ref('int_experiments__plans') }}
),

-- What is shown after the planned end is no part of the experiment: by then everybody may see the
-- variant that won.
numbered as (
    select
        exposures.*,
        plans.starts_on,
        plans.planned_end_on,
        plans.window_days,
        row_number() over (
            partition by exposures.experiment_id, exposures.unit_id
            order by exposures.exposed_at asc, exposures.variant asc
        ) as exposure_number,
        max(case
            when exposures.exposed_on <= coalesce(plans.planned_end_on, {{ forever() }})
                then exposures.variant
        end) over units as last_variant,
        min(case
            when exposures.exposed_on <= coalesce(plans.planned_end_on, {{ forever() }})
                then exposures.variant
        end) over units as first_variant
    from exposures
    inner join plans
        on exposures.experiment_id = plans.experiment_id
    window units as (partition by exposures.experiment_id, exposures.unit_id)
),

-- DECISIONS.md, "Who takes part in an experiment".
final as (
    select
        experiment_id,
        unit_id,
        variant,
        exposed_at,
        exposed_on,
        cast({{ dbt.dateadd('day', 'window_days - 1', 'exposed_on') }} as date) as matures_on,
        exposed_on between starts_on and coalesce(planned_end_on, {{ forever() }}) as is_in_plan,
        coalesce(first_variant <> last_variant, false) as is_contaminated
    from numbered
    where exposure_number = 1
)

select * from final
