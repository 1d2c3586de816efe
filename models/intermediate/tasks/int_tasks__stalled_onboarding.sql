with steps as (
    select * from {{ ref('int_onboarding__steps') }}
),

-- Every day on which onboarding moved: its beginning, and each day with a step.
moves as (
    select distinct
        account_id,
        began_on as moved_on
    from steps
    union
    select
        account_id,
        done_on as moved_on
    from steps
    where done_on is not null
),

checklists as (
    select
        account_id,
        case when count(*) = count(done_on) then max(done_on) end as completed_on,
        max(due_on) as ends_on,
        max(left_on) as left_on
    from steps
    group by account_id
),

beside_next as (
    select
        account_id,
        moved_on,
        lead(moved_on) over (partition by account_id order by moved_on) as next_moved_on
    from moves
),

-- DECISIONS.md, "Stalled accounts".
gaps as (
    select
        beside_next.account_id,
        cast({{ dbt.dateadd(
            'day', var('onboarding_stalled_days'), 'beside_next.moved_on'
        ) }} as date) as began_on,
        least(
            coalesce(beside_next.next_moved_on, {{ forever() }}),
            cast({{ dbt.dateadd('day', 1, 'checklists.ends_on') }} as date),
            coalesce(checklists.left_on, {{ forever() }})
        ) as ended_on
    from beside_next
    inner join checklists
        on beside_next.account_id = checklists.account_id
    where
        checklists.completed_on is null
        or beside_next.moved_on < checklists.completed_on
),

next_steps as (
    select
        account_id,
        {{ oldest_of('step_name', 'step_number') }} as next_step
    from steps
    where not is_done
    group by account_id
),

final as (
    select
        'no_step' as reason,
        gaps.account_id,
        gaps.began_on,
        gaps.ended_on,
        gaps.began_on as seen_on,
        gaps.ended_on as quiet_from,
        next_steps.next_step as detail
    from gaps
    left join next_steps
        on gaps.account_id = next_steps.account_id
    where gaps.began_on < gaps.ended_on
)

select * from final
