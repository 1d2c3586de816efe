with task_outcomes as (
    select
        task_id,
        outcome,
        {{ to_reporting_date('contacted_at') }} as contacted_on,
        {{ to_reporting_date('completed_at') }} as completed_on
    from {{ ref('stg_success__task_outcomes') }}
),

-- What came of it is known once all that the row dates has happened.
known as (
    select
        task_id,
        case when contacted_on <= {{ as_of_date() }} then contacted_on end as contacted_on,
        case when completed_on <= {{ as_of_date() }} then completed_on end as completed_on,
        case
            when
                coalesce(contacted_on, completed_on) <= {{ as_of_date() }}
                and coalesce(completed_on, contacted_on) <= {{ as_of_date() }}
                then outcome
        end as outcome
    from task_outcomes
),

-- DECISIONS.md, "What closes a task".
final as (
    select
        task_id,
        outcome,
        contacted_on,
        case
            when outcome = 'postponed' then cast(null as date)
            when completed_on is not null then completed_on
            when outcome in ('done', 'declined') then contacted_on
        end as completed_on
    from known
    where contacted_on is not null or completed_on is not null
)

select * from final
