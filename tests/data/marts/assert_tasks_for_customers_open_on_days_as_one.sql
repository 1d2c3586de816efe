-- If this fails, somebody who was no customer on the day a task opened was asked for something that is for
-- customers only, or was asked for it after leaving. An absence of some days in between is forgiven.
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
left join spells as first_spells
    on
        tasks.account_id = first_spells.account_id
        and tasks.opened_on >= first_spells.started_on
        and tasks.opened_on < first_spells.ended_on
left join spells as last_spells
    on
        tasks.account_id = last_spells.account_id
        and tasks.last_on >= last_spells.started_on
        and tasks.last_on <= last_spells.ended_on
where
    first_spells.account_id is null
    or last_spells.account_id is null
