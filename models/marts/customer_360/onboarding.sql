with accounts as (
    select * from {{ ref('int_onboarding__accounts') }}
),

steps as (
    select * from {{ ref('int_onboarding__steps') }}
),

running as (
    select
        account_id,
        done_on,
        sum(case when is_done then points else 0 end) over by_day as points_by_then,
        sum(points) over (partition by account_id) as points_in_all
    from steps
    window by_day as (
        partition by account_id
        order by coalesce(done_on, {{ forever() }})
        range between unbounded preceding and current row
    )
),

-- DECISIONS.md, "Time to value is counted in points".
values_reached as (
    select
        account_id,
        min(
            case
                when points_by_then >= {{ var('onboarding_value_share') }} * points_in_all
                    then done_on
            end
        ) as reached_value_on
    from running
    group by account_id
),

checklists as (
    select
        account_id,
        count(*) as steps,
        count(*) filter (where is_done) as steps_done,
        count(*) filter (where is_late) as steps_late,
        cast(sum(points) as bigint) as points_in_all,
        cast(sum(case when is_done then points else 0 end) as bigint) as points,
        max(done_on) as last_step_on,
        max(due_on) as ends_on,
        min(case when not is_done then step_number end) as next_step_number
    from steps
    group by account_id
),

progress as (
    select
        accounts.account_id,
        accounts.began_on,
        accounts.became_customer_on,
        accounts.left_on,
        checklists.steps,
        checklists.steps_done,
        checklists.steps_late,
        checklists.points_in_all,
        checklists.points,
        checklists.last_step_on,
        checklists.ends_on,
        next_steps.step as next_step,
        next_steps.due_on as next_step_due_on,
        values_reached.reached_value_on,
        case
            when checklists.steps_done = checklists.steps then checklists.last_step_on
        end as completed_on,
        {{ dbt.datediff(
            'coalesce(checklists.last_step_on, accounts.began_on)', as_of_date(), 'day'
        ) }} as days_since_last_step
    from accounts
    inner join checklists
        on accounts.account_id = checklists.account_id
    left join values_reached
        on accounts.account_id = values_reached.account_id
    left join steps as next_steps
        on
            checklists.account_id = next_steps.account_id
            and checklists.next_step_number = next_steps.step_number
),

-- DECISIONS.md, "Stalled accounts".
with_status as (
    select
        *,
        case
            when completed_on is not null then 'completed'
            when left_on is not null then 'left'
            when ends_on < {{ as_of_date() }} then 'overdue'
            when days_since_last_step >= {{ var('onboarding_stalled_days') }} then 'stalled'
            else 'in_progress'
        end as onboarding_status
    from progress
),

final as (
    select
        account_id,
        began_on,
        became_customer_on,
        left_on,
        onboarding_status,
        steps,
        steps_done,
        steps_late,
        points,
        {{ rate('steps_done', 'steps') }} as completion,
        {{ rate('points', 'points_in_all') }} as points_share,
        next_step,
        next_step_due_on,
        last_step_on,
        ends_on,
        reached_value_on,
        cast(
            {{ dbt.datediff('began_on', 'reached_value_on', 'day') }}
            as integer
        ) as time_to_value_days,
        completed_on,
        onboarding_status = 'stalled' as is_stalled
    from with_status
)

select * from final
