with variants as (
    select * from {{ ref('int_experiments__variants') }}
),

plans as (
    select * from {{ ref('int_experiments__plans') }}
),

ends as (
    select * from {{ ref('int_experiments__ends') }}
),

splits as (
    select * from {{ ref('int_experiments__splits') }}
),

results as (
    select * from {{ ref('int_experiments__day_results') }}
    where is_newest
),

judged as (
    select
        variants.experiment_id,
        variants.variant,
        variants.is_control,
        variants.planned_share,
        variants.planned_units,
        plans.alpha,
        ends.ends_on,
        not ends.is_over as is_peeking,
        plans.planned_end_on is null
        and max(variants.planned_units) over experiment_variants is null as is_without_end,
        splits.has_mismatch,
        coalesce(results.is_sufficient, false) as is_sufficient,
        results.adjusted_p_value,
        results.is_sufficient and results.sequential_p_value < plans.alpha as is_shown,
        coalesce(results.compared_units, 0)
        < coalesce(variants.planned_units, results.required_units, 0) as is_small,
        max(case
            when
                variants.is_control
                and coalesce(results.compared_units, 0) < coalesce(variants.planned_units, 0)
                then 1
            else 0
        end) over experiment_variants = 1 as is_control_small
    from variants
    inner join plans
        on variants.experiment_id = plans.experiment_id
    inner join ends
        on variants.experiment_id = ends.experiment_id
    inner join splits
        on variants.experiment_id = splits.experiment_id
    left join results
        on
            variants.experiment_id = results.experiment_id
            and variants.variant = results.variant
    window experiment_variants as (partition by variants.experiment_id)
),

-- DECISIONS.md, "The verdict on an experiment".
final as (
    select
        experiment_id,
        variant,
        is_control,
        planned_share,
        planned_units,
        ends_on,
        is_peeking,
        coalesce(is_shown and is_peeking and not has_mismatch, false) as is_shown_early,
        case
            when is_control then 'control'
            when has_mismatch then 'broken_split'
            when is_peeking and is_without_end and is_shown then 'effect'
            when is_peeking then 'still_running'
            when not is_sufficient then 'not_enough_data'
            when adjusted_p_value < alpha then 'effect'
            when is_small or is_control_small then 'not_enough_data'
            else 'no_effect_shown'
        end as verdict
    from judged
)

select * from final
