with plans as (
    select * from {{ ref('int_experiments__plans') }}
),

planned_variants as (
    select * from {{ ref('experiment_variants') }}
),

exposures as (
    select * from {{ ref('stg_marketing__experiment_exposures') }}
    where {{ to_reporting_date('exposed_at') }} <= {{ as_of_date() }}
),

names as (
    select
        experiment_id,
        variant
    from exposures

    union

    select
        planned_variants.experiment_id,
        planned_variants.variant
    from planned_variants
    inner join plans
        on planned_variants.experiment_id = plans.experiment_id

    union

    select
        experiment_id,
        control_variant as variant
    from plans
    where control_variant is not null
),

-- DECISIONS.md, "An experiment that nobody has written down": equal shares, and who is control.
described as (
    select
        names.experiment_id,
        names.variant,
        planned_variants.planned_share,
        planned_variants.planned_units,
        count(*) over experiment_variants as variants,
        sum(planned_variants.planned_share) over experiment_variants as all_shares,
        coalesce(
            plans.control_variant,
            max(case when names.variant = 'control' then names.variant end)
                over experiment_variants,
            min(names.variant) over experiment_variants
        ) as control_variant
    from names
    inner join plans
        on names.experiment_id = plans.experiment_id
    left join planned_variants
        on
            names.experiment_id = planned_variants.experiment_id
            and names.variant = planned_variants.variant
    window experiment_variants as (partition by names.experiment_id)
),

final as (
    select
        experiment_id,
        variant,
        variant = control_variant as is_control,
        case
            when all_shares > 0 then coalesce(planned_share, cast(0 as double)) / all_shares
            else cast(1 as double) / variants
        end as planned_share,
        planned_units
    from described
)

select * from final
