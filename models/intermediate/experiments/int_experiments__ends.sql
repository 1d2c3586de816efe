with plans as (
    select * from {{ ref('int_experiments__plans') }}
),

variants as (
    select * from {{ ref('int_experiments__variants') }}
),

units as (
    select * from {{ ref('int_experiments__first_exposures') }}
    where
        is_in_plan
        and not is_contaminated
),

joined_by_day as (
    select
        experiment_id,
        variant,
        exposed_on,
        count(*) as units
    from units
    group by experiment_id, variant, exposed_on
),

days as (
    select
        experiment_id,
        variant,
        exposed_on,
        sum(units) over days_so_far as units
    from joined_by_day
    window days_so_far as (
        partition by experiment_id, variant
        order by exposed_on
        rows unbounded preceding
    )
),

days_of_planned_size as (
    select
        variants.experiment_id,
        variants.variant,
        min(days.exposed_on) as reached_on
    from variants
    left join days
        on
            variants.experiment_id = days.experiment_id
            and variants.variant = days.variant
            and variants.planned_units <= days.units
    where variants.planned_units is not null
    group by variants.experiment_id, variants.variant
),

slowest as (
    select
        experiment_id,
        case when count(*) = count(reached_on) then max(reached_on) end as reached_on
    from days_of_planned_size
    group by experiment_id
),

-- DECISIONS.md, "An experiment is over when its plan says so".
ends as (
    select
        plans.experiment_id,
        plans.window_days,
        coalesce(plans.planned_end_on, slowest.reached_on) as ends_on
    from plans
    left join slowest
        on plans.experiment_id = slowest.experiment_id
),

final as (
    select
        experiment_id,
        ends_on,
        coalesce(
            cast({{ dbt.dateadd('day', 'window_days - 1', 'ends_on') }} as date)
            <= {{ as_of_date() }},
            false
        ) as is_over
    from ends
)

select * from final
