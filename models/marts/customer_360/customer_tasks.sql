with triggers as (
    select * from {{ ref('task_triggers') }}
),

rules as (
    select * from {{ ref('task_rules') }}
),

task_steps as (
    select * from {{ ref('task_steps') }}
),

outcomes as (
    select * from {{ ref('int_tasks__outcomes') }}
),

accounts as (
    select * from {{ ref('int_revenue__accounts') }}
),

mrr_intervals as (
    select * from {{ ref('int_customers__mrr_intervals') }}
),

stage_intervals as (
    select * from {{ ref('int_customers__stage_intervals') }}
),

churn_risk as (
    select * from {{ ref('churn_risk') }}
),

capacities as (
    select * from {{ ref('int_tasks__capacities') }}
),

lead_scores as (
    select * from {{ ref('lead_scores') }}
),

-- What a new customer pays at first, on the average of the last year.
usual_start as (
    select {{ rate('sum(starting_mrr)', 'count(*)') }} as starting_mrr
    from {{ ref('int_revenue__customer_spells') }}
    where
        spell_number = 1
        and started_on <= {{ as_of_date() }}
        and started_on > {{ dbt.dateadd('day', -365, as_of_date()) }}
),

lead_values as (
    select
        lead_scores.lead_id,
        concat('grade ', lead_scores.grade) as detail,
        {{ double_as_money('lead_scores.score * usual_start.starting_mrr') }} as value_mrr
    from lead_scores
    cross join usual_start
    where lead_scores.grade is not null
),

tasks as (
    select
        task_id,
        kind,
        reason,
        account_id,
        lead_id,
        opened_on,
        {{ newest_of('owner_id', 'trigger_number') }} as owner_id,
        {{ newest_of('detail', 'trigger_number') }} as detail,
        {{ newest_of('event_on', 'trigger_number') }} as event_on,
        {{ newest_of('value_mrr', 'trigger_number') }} as value_mrr,
        max(seen_on) as seen_on,
        case when count(*) = count(ended_on) then max(ended_on) end as reason_ended_on
    from triggers
    group by task_id, kind, reason, account_id, lead_id, opened_on
),

-- DECISIONS.md, "What closes a task".
with_ends as (
    select
        tasks.*,
        coalesce(tasks.detail, lead_values.detail) as task_detail,
        coalesce(tasks.value_mrr, lead_values.value_mrr) as own_value_mrr,
        outcomes.outcome,
        outcomes.contacted_on,
        outcomes.completed_on,
        least(
            coalesce(tasks.reason_ended_on, outcomes.completed_on),
            coalesce(outcomes.completed_on, tasks.reason_ended_on)
        ) as ended_on
    from tasks
    left join outcomes
        on tasks.task_id = outcomes.task_id
    left join lead_values
        on tasks.lead_id = lead_values.lead_id
),

-- A step is reached so many days before the event, while the task is open.
steps_reached as (
    select
        with_ends.task_id,
        max(task_steps.step) as step,
        max(cast({{ dbt.dateadd(
            'day', '-task_steps.days_before', 'with_ends.event_on'
        ) }} as date)) as stepped_on
    from with_ends
    inner join task_steps
        on
            with_ends.kind = task_steps.kind
            and cast({{ dbt.dateadd(
                'day', '-task_steps.days_before', 'with_ends.event_on'
            ) }} as date)
            <= least(coalesce(with_ends.ended_on, {{ as_of_date() }}), {{ as_of_date() }})
    group by with_ends.task_id
),

with_facts as (
    select
        with_ends.*,
        rules.priority,
        rules.play,
        coalesce(with_ends.owner_id, accounts.owner_id) as task_owner_id,
        steps_reached.step,
        greatest(
            with_ends.opened_on,
            least(
                greatest(
                    with_ends.seen_on, coalesce(steps_reached.stepped_on, with_ends.seen_on)
                ),
                coalesce(with_ends.ended_on, {{ as_of_date() }})
            )
        ) as updated_on,
        least(
            cast({{ dbt.dateadd('day', 'rules.due_days', 'with_ends.opened_on') }} as date),
            coalesce(with_ends.event_on, {{ forever() }})
        ) as due_on,
        {{ is_held_out('with_ends.task_id', 'rules.hold_out_share') }}
        and with_ends.opened_on >= coalesce(rules.hold_out_from, with_ends.opened_on)
        and with_ends.opened_on <= coalesce(rules.hold_out_to, with_ends.opened_on) as is_held_out,
        rules.value_basis
    from with_ends
    inner join rules
        on
            with_ends.kind = rules.kind
            and with_ends.reason = rules.reason
    left join accounts
        on with_ends.account_id = accounts.account_id
    left join steps_reached
        on with_ends.task_id = steps_reached.task_id
),

-- Tier, stage and risk are those of the day it opened; what is at stake, of the last update.
with_values as (
    select
        with_facts.*,
        tiers.customer_tier,
        stages.lifecycle_stage,
        churn_risk.risk_decile,
        {{ as_money(
            "case when with_facts.value_basis = 'mrr' then values_of_day.mrr"
            ~ ' else with_facts.own_value_mrr end'
        ) }} as task_value_mrr,
        coalesce(with_facts.is_held_out, false) or with_facts.ended_on is not null
            as is_no_work
    from with_facts
    left join mrr_intervals as tiers
        on
            with_facts.account_id = tiers.account_id
            and with_facts.opened_on >= tiers.from_date
            and with_facts.opened_on < tiers.to_date
    left join mrr_intervals as values_of_day
        on
            with_facts.account_id = values_of_day.account_id
            and with_facts.updated_on >= values_of_day.from_date
            and with_facts.updated_on < values_of_day.to_date
    left join stage_intervals as stages
        on
            with_facts.account_id = stages.account_id
            and with_facts.opened_on >= stages.valid_from
            and with_facts.opened_on < stages.valid_to
    left join churn_risk
        on
            with_facts.account_id = churn_risk.account_id
            and with_facts.opened_on >= churn_risk.week_end
            and with_facts.opened_on < {{ dbt.dateadd('day', 7, 'churn_risk.week_end') }}
),

-- DECISIONS.md, "How many tasks a week".
queued as (
    select
        with_values.*,
        capacities.tasks_per_week,
        row_number() over (
            partition by with_values.task_owner_id, with_values.is_no_work
            order by
                with_values.priority asc,
                with_values.task_value_mrr desc nulls last,
                with_values.opened_on asc,
                with_values.task_id asc
        ) as place
    from with_values
    left join capacities
        on with_values.task_owner_id = capacities.owner_id
),

final as (
    select
        task_id,
        kind,
        reason,
        account_id,
        lead_id,
        task_owner_id as owner_id,
        customer_tier,
        play,
        case
            when task_detail is null then play
            else concat(play, ' (', task_detail, ')')
        end as title,
        step,
        priority,
        task_value_mrr as value_mrr,
        opened_on,
        updated_on,
        due_on,
        reason_ended_on,
        ended_on,
        case
            when completed_on is not null then 'done'
            when ended_on is not null then 'reason_ended'
            when is_held_out then 'held_out'
            when place > tasks_per_week then 'waiting'
            else 'open'
        end as status,
        is_held_out,
        outcome,
        contacted_on,
        completed_on,
        risk_decile,
        lifecycle_stage
    from queued
)

select * from final
