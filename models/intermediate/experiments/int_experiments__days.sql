with units as (
    select * from {{ ref('int_experiments__units') }}
    where standing in ('compared', 'in_progress')
),

outcomes as (
    select * from {{ ref('int_experiments__outcomes') }}
),

variants as (
    select * from {{ ref('int_experiments__variants') }}
),

exposed as (
    select
        experiment_id,
        variant,
        exposed_on as measured_on,
        count(*) as exposed_units
    from units
    group by experiment_id, variant, exposed_on
),

-- A unit counts from the day on which its outcome is final, as somebody looking then would see it.
compared as (
    select
        experiment_id,
        variant,
        matures_on as measured_on,
        count(*) as compared_units,
        count(*) filter (where has_registered) as registrations,
        count(*) filter (where has_become_customer) as customers,
        count(*) filter (where has_converted) as conversions,
        {{ as_money('sum(revenue)') }} as revenue,
        sum(cast(revenue as double) * cast(revenue as double)) as revenue_squares
    from outcomes
    group by experiment_id, variant, matures_on
),

days as (
    select
        experiment_id,
        measured_on
    from exposed

    union

    select
        experiment_id,
        measured_on
    from compared
),

final as (
    select
        days.experiment_id,
        variants.variant,
        variants.is_control,
        days.measured_on,
        cast(coalesce(sum(exposed.exposed_units) over so_far, 0) as bigint) as exposed_units,
        cast(coalesce(sum(compared.compared_units) over so_far, 0) as bigint) as compared_units,
        cast(coalesce(sum(compared.registrations) over so_far, 0) as bigint) as registrations,
        cast(coalesce(sum(compared.customers) over so_far, 0) as bigint) as customers,
        cast(coalesce(sum(compared.conversions) over so_far, 0) as bigint) as conversions,
        {{ as_money('coalesce(sum(compared.revenue) over so_far, 0)') }} as revenue,
        coalesce(sum(compared.revenue_squares) over so_far, cast(0 as double)) as revenue_squares
    from days
    inner join variants
        on days.experiment_id = variants.experiment_id
    left join exposed
        on
            days.experiment_id = exposed.experiment_id
            and variants.variant = exposed.variant
            and days.measured_on = exposed.measured_on
    left join compared
        on
            days.experiment_id = compared.experiment_id
            and variants.variant = compared.variant
            and days.measured_on = compared.measured_on
    window so_far as (
        partition by days.experiment_id, variants.variant
        order by days.measured_on
        rows unbounded preceding
    )
)

select * from final
