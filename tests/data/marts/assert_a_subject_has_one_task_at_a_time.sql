-- If this fails, an account or lead is asked for the same thing twice: a task opened before the reason of
-- the one before had ended.
with tasks as (
    select
        task_id,
        kind,
        reason,
        coalesce(account_id, lead_id) as subject_id,
        opened_on,
        coalesce(reason_ended_on, {{ forever() }}) as reason_ended_on,
        lead(opened_on) over (
            partition by kind, reason, coalesce(account_id, lead_id)
            order by opened_on
        ) as next_opened_on
    from {{ ref('customer_tasks') }}
)

select *
from tasks
where next_opened_on < reason_ended_on
