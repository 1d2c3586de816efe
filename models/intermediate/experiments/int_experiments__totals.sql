with variants as (
    select * from {{ ref('int_experiments__variants') }}
),

units as (
    select * from {{ ref('int_experiments__units') }}
),

exposures as (
    select * from {{ ref('int_experiments__exposures') }}
    where unit_id is null
),

counted_units as (
    select
        experiment_id,
        variant,
        count(*) filter (where standing in ('compared', 'in_progress')) as exposed_units,
        count(*) filter (where standing = 'in_progress') as units_in_progress,
        count(*) filter (where standing = 'contaminated') as contaminated_units,
        count(*) filter (where standing = 'outside_plan') as units_outside_plan
    from units
    group by experiment_id, variant
),

counted_exposures as (
    select
        experiment_id,
        variant,
        count(*) as exposures_without_unit
    from exposures
    group by experiment_id, variant
),

totals as (
    select
        variants.experiment_id,
        variants.variant,
        variants.planned_share,
        coalesce(counted_units.exposed_units, 0) as exposed_units,
        coalesce(counted_units.units_in_progress, 0) as units_in_progress,
        coalesce(counted_units.contaminated_units, 0) as contaminated_units,
        coalesce(counted_units.units_outside_plan, 0) as units_outside_plan,
        coalesce(counted_exposures.exposures_without_unit, 0) as exposures_without_unit,
        sum(coalesce(counted_units.exposed_units, 0)) over (
            partition by variants.experiment_id
        ) * variants.planned_share as expected_units
    from variants
    left join counted_units
        on
            variants.experiment_id = counted_units.experiment_id
            and variants.variant = counted_units.variant
    left join counted_exposures
        on
            variants.experiment_id = counted_exposures.experiment_id
            and variants.variant = counted_exposures.variant
),

final as (
    select
        experiment_id,
        variant,
        exposed_units,
        units_in_progress,
        contaminated_units,
        units_outside_plan,
        exposures_without_unit,
        expected_units,
        planned_share = 0 and exposed_units > 0 as is_unplanned
    from totals
)

select * from final
