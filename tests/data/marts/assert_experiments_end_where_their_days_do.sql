-- If this fails, the last day of an experiment says something else than its result.
with last_days as (
    select
        experiment_id,
        variant,
        max(exposed_units) as exposed_units,
        max(compared_units) as compared_units,
        max(conversions) as conversions
    from {{ ref('experiment_days') }}
    group by experiment_id, variant
),

results as (
    select
        experiment_id,
        variant,
        exposed_units,
        compared_units,
        conversions
    from {{ ref('experiments') }}
    where experiment_id in (select last_days.experiment_id from last_days)
)

{{ rows_that_differ('last_days', 'results') }}
