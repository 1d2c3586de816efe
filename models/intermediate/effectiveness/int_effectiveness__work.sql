with worked_tasks as (
    select * from {{ ref('int_effectiveness__worked_tasks') }}
),

plays as (
    select * from {{ ref('int_effectiveness__plays') }}
),

-- A task whose reason ended in time was not done, and need not be.
judged as (
    select
        *,
        not is_held_out
        and due_on <= {{ as_of_date() }}
        and (
            coalesce(completed_on <= due_on, false)
            or coalesce(reason_ended_on > due_on, true)
        ) as is_due
    from worked_tasks
),

final as (
    select
        plays.kind,
        plays.play,
        min(judged.opened_on) as worked_from,
        count(*) as tasks,
        count(case when judged.is_held_out then 1 end) as held_out,
        count(case when not judged.is_held_out and judged.is_waiting then 1 end) as waiting,
        count(case when judged.is_due then 1 end) as due,
        count(case when judged.is_due and judged.completed_on <= judged.due_on then 1 end)
            as done_in_time,
        count(judged.contacted_on) as contacted,
        count(
            case
                when judged.contacted_on is not null and judged.outcome <> 'not_reached' then 1
            end
        ) as reached
    from plays
    inner join judged
        on
            plays.kind = judged.kind
            and (plays.play = 'all' or plays.play = judged.play)
    group by plays.kind, plays.play
)

select * from final
