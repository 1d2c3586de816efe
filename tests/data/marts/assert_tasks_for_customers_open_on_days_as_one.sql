-- If this fails, somebody who was no customer on the day a task opened was asked for something that is for
-- customers only, or was asked for it after leaving.
with tasks as (
    select
        customer_tasks.task_id,
        customer_tasks.account_id,
        customer_tasks.opened_on,
        coalesce(customer_tasks.reason_ended_on, {{ as_of_date() }}) as last_on
    from {{ ref('customer_tasks') }} as customer_tasks
    inner join {{ ref('task_rules') }} as task_rules
        on
            customer_tasks.kind = task_rules.kind
            and customer_tasks.reason = task_rules.reason
            and task_rules.applies_to = 'customers'
),

spells as (
    select
        account_id,
        started_on,
        ended_on
    from {{ ref('int_revenue__customer_spells') }}
)

select tasks.*
from tasks
left join spells
    on
        tasks.account_id = spells.account_id
        and tasks.opened_on >= spells.started_on
        and tasks.last_on <= spells.ended_on
where spells.account_id is null
