{%- set days = [0, var('effect_contact_days'), 30, 60, 90] -%}

with customer_tasks as (
    select * from {{ ref('customer_tasks') }}
),

task_results as (
    select * from {{ ref('task_results') }}
),

spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
),

leads as (
    select * from {{ ref('int_crm__lead_outcomes') }}
),

account_changes as (
    select * from {{ ref('int_revenue__account_changes') }}
    where customer_amount <> 0
),

failing_intervals as (
    select * from {{ ref('int_payments__failing_intervals') }}
),

failed_invoices as (
    select * from {{ ref('int_payments__failed_invoices') }}
),

task_days as (
    {% for day in days | unique -%}
    select
        customer_tasks.task_id,
        customer_tasks.account_id,
        customer_tasks.lead_id,
        customer_tasks.opened_on,
        task_results.result_measure,
        cast({{ day }} as integer) as days,
        cast({{ dbt.dateadd('day', day, 'customer_tasks.opened_on') }} as date) as on_date
    from customer_tasks
    inner join task_results
        on customer_tasks.kind = task_results.kind
    where customer_tasks.opened_on <= cast({{ dbt.dateadd('day', -day, as_of_date()) }} as date)
    {{ 'union all' if not loop.last }}
    {% endfor -%}
),

-- All that was failing when the task opened has to be paid; forever where one is not.
invoices as (
    select
        task_days.task_id,
        max(coalesce(failed_invoices.recovered_on, {{ forever() }})) as paid_on
    from task_days
    inner join failing_intervals
        on
            task_days.account_id = failing_intervals.account_id
            and task_days.opened_on >= failing_intervals.first_failed_on
            and task_days.opened_on < failing_intervals.failing_until
    inner join failed_invoices
        on failing_intervals.invoice_id = failed_invoices.invoice_id
    where
        task_days.days = 0
        and task_days.result_measure = 'invoice_paid'
    group by task_days.task_id
),

movements as (
    select
        task_days.task_id,
        task_days.days,
        {{ as_money('sum(account_changes.customer_amount)') }} as amount
    from task_days
    inner join account_changes
        on
            task_days.account_id = account_changes.account_id
            and task_days.opened_on < account_changes.change_date
            and task_days.on_date >= account_changes.change_date
    where task_days.result_measure = 'mrr_higher'
    group by task_days.task_id, task_days.days
),

with_customers as (
    select
        task_days.*,
        case
            when spells.account_id is not null then 1
            when leads.became_customer_on <= task_days.on_date then 1
            else 0
        end as is_customer
    from task_days
    left join spells
        on
            task_days.account_id = spells.account_id
            and task_days.on_date >= spells.started_on
            and task_days.on_date < spells.ended_on
    left join leads
        on task_days.lead_id = leads.lead_id
),

-- DECISIONS.md, "What a task is judged by".
final as (
    select
        with_customers.task_id,
        with_customers.result_measure,
        with_customers.days,
        with_customers.is_customer,
        case with_customers.result_measure
            when 'invoice_paid'
                then case when invoices.paid_on <= with_customers.on_date then 1 else 0 end
            when 'mrr_higher' then case when movements.amount > 0 then 1 else 0 end
            else with_customers.is_customer
        end as has_result
    from with_customers
    left join invoices
        on with_customers.task_id = invoices.task_id
    left join movements
        on
            with_customers.task_id = movements.task_id
            and with_customers.days = movements.days
)

select * from final
