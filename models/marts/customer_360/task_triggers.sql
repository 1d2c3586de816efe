with triggers_without_scores as (
    select * from {{ ref('int_tasks__triggers') }}
),

churn_risk as (
    select * from {{ ref('churn_risk') }}
    where is_listed
),

expansion_potential as (
    select * from {{ ref('expansion_potential') }}
    where is_listed
),

rules as (
    select * from {{ ref('task_rules') }}
    where is_enabled
),

spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
),

-- DECISIONS.md, "When a task opens": a week on a list lasts until the next Sunday.
weeks_on_lists as (
    select
        'churn_risk' as kind,
        account_id,
        week_end,
        coalesce(mrr_at_risk, mrr) as value_mrr,
        reason_1 as detail
    from churn_risk
    union all
    select
        'expansion' as kind,
        account_id,
        week_end,
        expected_expansion_mrr as value_mrr,
        case
            when next_step is not null then concat('next ', next_step_kind, ': ', next_step)
        end as detail
    from expansion_potential
),

triggers as (
    select
        kind,
        reason,
        account_id,
        lead_id,
        owner_id,
        began_on,
        ended_on,
        seen_on,
        quiet_from,
        event_on,
        value_mrr,
        detail
    from triggers_without_scores
    union all
    select
        kind,
        'listed' as reason,
        account_id,
        cast(null as {{ dbt.type_string() }}) as lead_id,
        cast(null as {{ dbt.type_string() }}) as owner_id,
        week_end as began_on,
        cast({{ dbt.dateadd('day', 7, 'week_end') }} as date) as ended_on,
        week_end as seen_on,
        cast({{ dbt.dateadd('day', 7, 'week_end') }} as date) as quiet_from,
        cast(null as date) as event_on,
        value_mrr,
        detail
    from weeks_on_lists
),

with_rules as (
    select
        triggers.*,
        coalesce(triggers.account_id, triggers.lead_id) as subject_id,
        rules.applies_to,
        rules.cool_down_days
    from triggers
    inner join rules
        on
            triggers.kind = rules.kind
            and triggers.reason = rules.reason
),

-- DECISIONS.md, "Tasks are for customers": of what concerns customers, the days as one.
of_customers as (
    select
        with_rules.kind,
        with_rules.reason,
        with_rules.subject_id,
        with_rules.account_id,
        with_rules.lead_id,
        with_rules.owner_id,
        with_rules.cool_down_days,
        with_rules.event_on,
        with_rules.value_mrr,
        with_rules.detail,
        with_rules.seen_on,
        greatest(with_rules.began_on, coalesce(spells.started_on, with_rules.began_on))
            as began_on,
        least(with_rules.ended_on, coalesce(spells.ended_on, with_rules.ended_on)) as ended_on,
        least(with_rules.quiet_from, coalesce(spells.ended_on, with_rules.quiet_from))
            as quiet_from
    from with_rules
    left join spells
        on
            with_rules.applies_to = 'customers'
            and with_rules.account_id = spells.account_id
            and with_rules.began_on < spells.ended_on
            and with_rules.ended_on > spells.started_on
    where
        with_rules.applies_to <> 'customers'
        or spells.account_id is not null
),

-- DECISIONS.md, "When a task opens": a sign within the cool-down belongs to the task before.
beside_earlier as (
    select
        *,
        max(quiet_from) over earlier as last_quiet_from
    from of_customers
    where began_on <= {{ as_of_date() }}
    window earlier as (
        partition by kind, reason, subject_id
        order by began_on, ended_on, seen_on, coalesce(detail, '')
        rows between unbounded preceding and 1 preceding
    )
),

numbered as (
    select
        *,
        sum(
            case
                when last_quiet_from > {{ dbt.dateadd('day', '-cool_down_days', 'began_on') }}
                    then 0
                else 1
            end
        ) over so_far as task_number
    from beside_earlier
    window so_far as (
        partition by kind, reason, subject_id
        order by began_on, ended_on, seen_on, coalesce(detail, '')
        rows unbounded preceding
    )
),

opened as (
    select
        *,
        min(began_on) over one_task as opened_on,
        row_number() over in_order as trigger_number
    from numbered
    window
        one_task as (partition by kind, reason, subject_id, task_number),
        in_order as (
            partition by kind, reason, subject_id, task_number
            order by began_on, ended_on, seen_on, coalesce(detail, '')
        )
),

final as (
    select
        {{ task_id('kind', 'subject_id', 'reason', 'opened_on') }} as task_id,
        cast(trigger_number as integer) as trigger_number,
        kind,
        reason,
        account_id,
        lead_id,
        owner_id,
        opened_on,
        began_on,
        case when ended_on <= {{ as_of_date() }} then ended_on end as ended_on,
        least(greatest(seen_on, began_on), {{ as_of_date() }}) as seen_on,
        event_on,
        value_mrr,
        detail
    from opened
)

select * from final
