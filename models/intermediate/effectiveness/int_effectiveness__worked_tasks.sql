with customer_tasks as (
    select * from {{ ref('customer_tasks') }}
),

task_rules as (
    select * from {{ ref('task_rules') }}
),

-- DECISIONS.md, "What counts as left alone": before the first outcome nobody worked by the list.
first_worked as (
    select
        kind,
        min(opened_on) as worked_from
    from customer_tasks
    where outcome is not null
    group by kind
),

final as (
    select
        customer_tasks.task_id,
        customer_tasks.kind,
        customer_tasks.reason,
        customer_tasks.play,
        customer_tasks.opened_on,
        customer_tasks.due_on,
        customer_tasks.reason_ended_on,
        customer_tasks.contacted_on,
        customer_tasks.completed_on,
        customer_tasks.outcome,
        coalesce(customer_tasks.is_held_out, false) as is_held_out,
        customer_tasks.status = 'waiting' as is_waiting,
        customer_tasks.customer_tier,
        customer_tasks.lifecycle_stage,
        customer_tasks.risk_decile,
        customer_tasks.value_mrr,
        coalesce(
            task_rules.hold_out_share > 0
            and customer_tasks.opened_on
            >= coalesce(task_rules.hold_out_from, customer_tasks.opened_on)
            and customer_tasks.opened_on
            <= coalesce(task_rules.hold_out_to, customer_tasks.opened_on),
            false
        ) as is_drawn
    from customer_tasks
    inner join first_worked
        on
            customer_tasks.kind = first_worked.kind
            and customer_tasks.opened_on >= first_worked.worked_from
    left join task_rules
        on
            customer_tasks.kind = task_rules.kind
            and customer_tasks.reason = task_rules.reason
)

select * from final
