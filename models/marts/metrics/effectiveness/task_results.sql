{%- set contact_days = var('effect_contact_days') -%}

with customer_tasks as (
    select * from {{ ref('customer_tasks') }}
),

task_rules as (
    select * from {{ ref('task_rules') }}
),

task_measures as (
    select * from {{ ref('task_measures') }}
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

first_worked as (
    {{ first_worked('customer_tasks') }}
),

worked_tasks as (
    select
        customer_tasks.*,
        task_measures.result_measure,
        cast({{ dbt.dateadd('day', contact_days, 'customer_tasks.opened_on') }} as date)
            as contact_until,
        coalesce(
            task_rules.hold_out_share > 0
            and customer_tasks.opened_on
            >= coalesce(task_rules.hold_out_from, customer_tasks.opened_on)
            and customer_tasks.opened_on
            <= coalesce(task_rules.hold_out_to, customer_tasks.opened_on),
            false
        ) as is_drawn
    from customer_tasks
    inner join task_measures
        on customer_tasks.kind = task_measures.kind
    inner join first_worked
        on
            customer_tasks.kind = first_worked.kind
            and customer_tasks.opened_on >= first_worked.worked_from
    left join task_rules
        on
            customer_tasks.kind = task_rules.kind
            and customer_tasks.reason = task_rules.reason
),

-- Only tasks as old as the horizon: what is not known yet is no result.
at_horizons as (
    {% for days in [30, 60, 90] -%}
    select
        worked_tasks.*,
        cast({{ days }} as integer) as horizon_days,
        cast({{ dbt.dateadd('day', days, 'worked_tasks.opened_on') }} as date) as horizon_on
    from worked_tasks
    where worked_tasks.opened_on <= cast({{ dbt.dateadd('day', -days, as_of_date()) }} as date)
    {{ 'union all' if not loop.last }}
    {% endfor -%}
),

-- All that was failing when the task opened has to be paid; forever where one is not.
invoices as (
    select
        worked_tasks.task_id,
        max(coalesce(failed_invoices.recovered_on, {{ forever() }})) as paid_on
    from worked_tasks
    inner join failing_intervals
        on
            worked_tasks.account_id = failing_intervals.account_id
            and worked_tasks.opened_on >= failing_intervals.first_failed_on
            and worked_tasks.opened_on < failing_intervals.failing_until
    inner join failed_invoices
        on failing_intervals.invoice_id = failed_invoices.invoice_id
    where worked_tasks.result_measure = 'invoice_paid'
    group by worked_tasks.task_id
),

movements as (
    select
        at_horizons.task_id,
        at_horizons.horizon_days,
        sum(account_changes.customer_amount) as amount_by_horizon,
        sum(
            case
                when account_changes.change_date <= at_horizons.contact_until
                    then account_changes.customer_amount
                else 0
            end
        ) as amount_by_contact
    from at_horizons
    inner join account_changes
        on
            at_horizons.account_id = account_changes.account_id
            and at_horizons.opened_on < account_changes.change_date
            and at_horizons.horizon_on >= account_changes.change_date
    where at_horizons.result_measure = 'mrr_higher'
    group by at_horizons.task_id, at_horizons.horizon_days
),

-- Whether it is a customer, or a lead has become one, at the end of three days.
customers as (
    select
        at_horizons.task_id,
        {% for moment in ['opened_on', 'contact_until', 'horizon_on'] -%}
        max(
            case
                when
                    (
                        at_horizons.{{ moment }} >= spells.started_on
                        and at_horizons.{{ moment }} < spells.ended_on
                    )
                    or at_horizons.{{ moment }} >= leads.became_customer_on
                    then 1
                else 0
            end
        ) as is_customer_{{ moment }},
        {% endfor -%}
        at_horizons.horizon_days
    from at_horizons
    left join spells
        on at_horizons.account_id = spells.account_id
    left join leads
        on at_horizons.lead_id = leads.lead_id
    group by at_horizons.task_id, at_horizons.horizon_days
),

-- DECISIONS.md, "What a task is judged by".
with_results as (
    select
        at_horizons.*,
        case at_horizons.result_measure
            when 'invoice_paid' then coalesce(invoices.paid_on <= at_horizons.horizon_on, false)
            when 'mrr_higher' then coalesce(movements.amount_by_horizon > 0, false)
            else customers.is_customer_horizon_on = 1
        end as has_result,
        customers.is_customer_opened_on = customers.is_customer_contact_until
        and case at_horizons.result_measure
            when 'invoice_paid' then coalesce(invoices.paid_on > at_horizons.contact_until, false)
            when 'mrr_higher' then coalesce(movements.amount_by_contact <= 0, true)
            else true
        end as is_as_on_first_day
    from at_horizons
    inner join customers
        on
            at_horizons.task_id = customers.task_id
            and at_horizons.horizon_days = customers.horizon_days
    left join invoices
        on at_horizons.task_id = invoices.task_id
    left join movements
        on
            at_horizons.task_id = movements.task_id
            and at_horizons.horizon_days = movements.horizon_days
),

final as (
    select
        task_id,
        kind,
        reason,
        play,
        account_id,
        lead_id,
        customer_tier,
        lifecycle_stage,
        risk_decile,
        opened_on,
        contacted_on,
        horizon_days,
        horizon_on,
        result_measure,
        is_drawn,
        case
            when is_drawn and is_held_out then 'held_out'
            when is_drawn or coalesce(contacted_on <= contact_until, false) then 'acted_on'
            else 'left_alone'
        end as side,
        is_drawn or is_as_on_first_day as is_compared,
        has_result,
        value_mrr
    from with_results
)

select * from final
