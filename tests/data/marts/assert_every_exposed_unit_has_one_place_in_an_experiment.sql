-- If this fails, a unit was lost on its way, or counts in two variants.
with units as (
    select
        experiment_id,
        count(distinct unit_id) as units
    from {{ ref('int_experiments__exposures') }}
    group by experiment_id
),

counted as (
    select
        experiment_id,
        sum(exposed_units + contaminated_units + units_outside_plan) as units
    from {{ ref('experiments') }}
    group by experiment_id
)

select
    counted.experiment_id,
    units.units,
    counted.units as units_counted
from counted
left join units
    on counted.experiment_id = units.experiment_id
where coalesce(units.units, 0) <> counted.units
