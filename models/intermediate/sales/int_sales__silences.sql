with deals as (
    select * from {{ ref('int_sales__deals') }}
),

rules as (
    select * from {{ ref('int_sales__rules') }}
),

activities as (
    select
        opportunity_id,
        occurred_at
    from {{ ref('stg_crm__activities') }}
    where
        opportunity_id is not null
        and {{ to_reporting_date('occurred_at') }} <= {{ as_of_date() }}
),

-- DECISIONS.md, "What is not recorded is no breach": silence counts from the first activity of all.
recorded as (
    select min(occurred_at) as recorded_from
    from activities
),

touches as (
    select
        deals.opportunity_id,
        activities.occurred_at as touched_at
    from deals
    inner join activities
        on
            deals.opportunity_id = activities.opportunity_id
            and deals.created_at <= activities.occurred_at
            and coalesce(deals.closed_at, {{ forever() }}) > activities.occurred_at
    union
    select
        deals.opportunity_id,
        greatest(deals.created_at, recorded.recorded_from) as touched_at
    from deals
    cross join recorded
    where coalesce(deals.closed_at, {{ forever() }}) > recorded.recorded_from
),

gaps as (
    select
        touches.opportunity_id,
        deals.opportunity_type,
        touches.touched_at,
        coalesce(
            lead(touches.touched_at) over (
                partition by touches.opportunity_id
                order by touches.touched_at
            ),
            deals.closed_at
        ) as ended_at
    from touches
    inner join deals
        on touches.opportunity_id = deals.opportunity_id
),

beginnings as (
    select
        rules.rule,
        gaps.opportunity_id,
        rules.severity,
        cast({{ dbt.dateadd('hour', 'rules.limit_hours', 'gaps.touched_at') }} as timestamp)
            as began_at,
        gaps.ended_at
    from gaps
    inner join rules
        on
            rules.rule = 'no_activity'
            and gaps.opportunity_type = rules.segment
),

final as (
    select
        rule,
        'opportunity' as subject_type,
        opportunity_id as subject_id,
        cast(null as {{ dbt.type_string() }}) as detail,
        severity,
        {{ to_reporting_date('began_at') }} as since,
        {{ to_reporting_date('ended_at') }} as resolved_on
    from beginnings
    where
        ended_at is null
        or ended_at > began_at
)

select * from final
