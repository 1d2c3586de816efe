"""What the accounts' pages show: a query per block, for many accounts at once.

Values come as JSON holds them (days as text, numbers rounded), since thousands of pages hold them.
"""

from collections import defaultdict
from collections.abc import Iterator

from dashboards.copy import PublishedCopy, Row

# So many at once: memory stays flat, and a query is worth its start.
BATCH = 500
NEWEST_EVENTS = 500
# Each names its accounts by `wanted`, a list of ids; rows come in the order shown.
QUERIES = {
    "account": """
        select
            customers.*, stages.risk_degree, breadth.breadth_28_days, breadth.features_28_days
        from customer_360.customers
        left join (select * from customer_360.lifecycle_stages where is_current) as stages
            using (account_id)
        left join customer_360.account_breadth as breadth using (account_id)
        where account_id in (select unnest($wanted))
    """,
    "months": """
        select account_id, date_month::varchar as date_month, round(mrr, 2)::double as mrr,
            round(committed_mrr, 2)::double as committed_mrr
        from metrics.monthly_recurring_revenue
        where account_id in (select unnest($wanted))
        order by monthly_recurring_revenue.date_month
    """,
    "health": """
        select account_id, week_end::varchar as week_end, round(health_score, 1) as health_score,
            health_band, round(fatigue_score, 1) as fatigue_score
        from customer_360.health_scores
        where account_id in (select unnest($wanted))
        order by health_scores.week_end
    """,
    "newest_health": """
        select * from customer_360.health_scores
        where account_id in (select unnest($wanted))
        qualify row_number() over (partition by account_id order by week_end desc) = 1
    """,
    "risk": """
        select * from customer_360.churn_risk
        where is_latest and account_id in (select unnest($wanted))
    """,
    "potential": """
        select * from customer_360.expansion_potential
        where is_latest and account_id in (select unnest($wanted))
    """,
    "lead_score": """
        select * from customer_360.lead_scores
        where score is not null and account_id in (select unnest($wanted))
        qualify row_number() over (
            partition by account_id order by registered_on desc, lead_id
        ) = 1
    """,
    "score_weeks": """
        select account_id, week_end::varchar as week_end,
            round(loss_probability_90_days, 4) as risk,
            round(rise_probability_90_days, 4) as rise
        from customer_360.churn_risk as churn_risk
        left join customer_360.expansion_potential using (account_id, week_end)
        where (loss_probability_90_days is not null or rise_probability_90_days is not null)
            and account_id in (select unnest($wanted))
        order by churn_risk.week_end
    """,
    "signals": """
        select account_id, signal_name, began_on::varchar as began_on, weeks,
            round(signal_precision, 4) as signal_precision, median_lead_days
        from customer_360.account_signals
        where is_open and account_id in (select unnest($wanted))
        order by account_signals.began_on, signal
    """,
    "tasks": """
        select account_id, title, replace(kind, '_', ' ') as kind,
            replace(status, '_', ' ') as status, priority,
            round(value_mrr, 2)::double as value_mrr, opened_on::varchar as opened_on,
            due_on::varchar as due_on, ended_on::varchar as ended_on,
            replace(outcome, '_', ' ') as outcome
        from customer_360.customer_tasks
        where not is_held_out and account_id in (select unnest($wanted))
        order by customer_tasks.ended_on desc nulls first, priority, customer_tasks.opened_on desc,
            task_id
    """,
    "usage": """
        select account_id, week_end::varchar as week_end, active_days, weekly_active_users,
            monthly_active_users, events
        from customer_360.account_usage
        where account_id in (select unnest($wanted))
        order by account_usage.week_end
    """,
    "saturation": """
        select account_id, week_end::varchar as week_end, replace(entitlement, '_', ' ')
            as entitlement, round(saturation, 4) as saturation
        from customer_360.entitlement_saturation
        where account_id in (select unnest($wanted))
        order by entitlement, entitlement_saturation.week_end
    """,
    "features": """
        select account_id, feature_name, module, first_used_on::varchar as first_used_on,
            last_used_on::varchar as last_used_on, active_days_28_days, events_28_days, is_abandoned
        from customer_360.account_features
        where account_id in (select unnest($wanted))
        order by is_abandoned desc, active_days_28_days desc, feature
    """,
    "steps": """
        select account_id, step_number, step_name, points, due_on::varchar as due_on,
            done_on::varchar as done_on, is_late
        from customer_360.account_onboarding_steps
        where account_id in (select unnest($wanted))
        order by step_number
    """,
    "people": """
        select account_id, person_id, replace(person_type, '_', ' ') as person_type, role,
            is_decision_maker, joined_on::varchar as joined_on,
            deactivated_on::varchar as deactivated_on, last_active_on::varchar as last_active_on,
            active_days_28_days
        from customer_360.account_people
        where account_id in (select unnest($wanted))
        order by person_type, account_people.last_active_on desc nulls last, person_id
    """,
    "tickets": """
        select account_id, reference_id, min(occurred_at)::date::varchar as opened_on,
            max(occurred_at) filter (kind = 'ticket_solved')::date::varchar as solved_on,
            any_value(title) filter (kind = 'ticket_opened') as title
        from customer_360.account_timeline
        where kind in ('ticket_opened', 'ticket_solved')
            and account_id in (select unnest($wanted))
        group by account_id, reference_id
        order by opened_on desc, reference_id
    """,
    "invoices": """
        select account_id, reference_id,
            max(occurred_at) filter (kind = 'invoice_issued')::date::varchar as issued_on,
            max(occurred_at) filter (kind = 'invoice_paid')::date::varchar as paid_on,
            max(occurred_at) filter (kind = 'invoice_written_off')::date::varchar
                as written_off_on,
            count(*) filter (kind = 'payment_failed') as failed_attempts,
            round(max(amount) filter (kind = 'invoice_issued'), 2)::double as amount
        from customer_360.account_timeline
        where kind in ('invoice_issued', 'invoice_paid', 'invoice_written_off', 'payment_failed')
            and account_id in (select unnest($wanted))
        group by account_id, reference_id
        order by issued_on desc, reference_id
    """,
    "events": f"""
        select account_id, replace(kind, '_', ' ') as kind, title, reference_id,
            replace(strftime(occurred_at, '%Y-%m-%d %H:%M'), ' 00:00', '') as occurred_at,
            round(amount, 2)::double as amount,
            count(*) over (partition by account_id) as all_events
        from customer_360.account_timeline
        where account_id in (select unnest($wanted))
        qualify row_number() over (partition by account_id order by event_number desc)
            <= {NEWEST_EVENTS}
        order by event_number desc
    """,
}

Data = dict[str, list[Row]]


def accounts(copy: PublishedCopy) -> Iterator[Data]:
    """Each account's rows by block, in the order of ids."""
    ids = [
        row["account_id"]
        for row in copy.rows("select account_id from customer_360.customers order by account_id")
    ]
    for start in range(0, len(ids), BATCH):
        yield from _batch(copy, ids[start : start + BATCH])


def _batch(copy: PublishedCopy, ids: list[str]) -> Iterator[Data]:
    blocks = {name: _by_account(copy, sql, ids) for name, sql in QUERIES.items()}
    for account_id in ids:
        yield {name: found[account_id] for name, found in blocks.items()}


def _by_account(copy: PublishedCopy, sql: str, ids: list[str]) -> defaultdict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in copy.rows(sql, {"wanted": ids}):
        found[row["account_id"]].append(row)
    return found
