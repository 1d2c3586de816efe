with first_exposures as (
    select * from {{ ref('int_experiments__first_exposures') }}
),

ends as (
    select * from {{ ref('int_experiments__ends') }}
),

final as (
    select
        first_exposures.experiment_id,
        first_exposures.unit_id,
        first_exposures.variant,
        first_exposures.exposed_at,
        first_exposures.exposed_on,
        first_exposures.matures_on,
        case
            when
                not first_exposures.is_in_plan
                or first_exposures.exposed_on > ends.ends_on
                then 'outside_plan'
            when first_exposures.is_contaminated then 'contaminated'
            when first_exposures.matures_on > {{ as_of_date() }} then 'in_progress'
            else 'compared'
        end as standing
    from first_exposures
    inner join ends
        on first_exposures.experiment_id = ends.experiment_id
)

select * from final
