"""Tasks: what to do now, who has time for it, and what becomes of tasks."""

from dashboards.blocks import Card, Cards, Chart, Column, Listing, Page, Section
from dashboards.charts import BLUE, GREEN, GREY, stacked_by
from dashboards.copy import PublishedCopy
from dashboards.pages.addresses import address_of
from dashboards.pages.common import MONTH, worded

TASKS = "customer_360.customer_tasks"
NEEDED = "billing: `subscriptions` and `payments`; success: `survey_responses`; crm: `leads`"
STATES = {"done": GREEN, "reason ended": GREY, "open": BLUE, "waiting": "#8fb4d9"}
NEWEST_OUTCOMES = 300


def page(copy: PublishedCopy) -> Page:
    """The page."""
    return Page(
        slug="tasks",
        title="Tasks",
        lead="What is to be done this week, for whom, and what became of what was to be done?",
        sections=[
            Section("Now", [_cards(copy), _open(copy), _owners(copy)]),
            Section("Month by month", [_opened(copy), _states(copy)]),
            Section("What came of them", [_outcomes(copy)]),
        ],
    )


def _cards(copy: PublishedCopy) -> Cards:
    sums = copy.row(
        "select count(*) filter (status = 'open') as open_tasks,"
        " count(*) filter (status = 'waiting') as waiting,"
        " count(*) filter (status = 'open' and due_on < $1) as overdue,"
        " count(*) filter (status = 'held_out') as held_out,"
        " count(*) filter (status = 'done' and completed_on > $1 - 28) as done"
        " from customer_360.customer_tasks",
        [copy.as_of],
    )
    of = f"{TASKS}."
    return Cards(
        [
            Card("To do now", sums.get("open_tasks"), "number", of + "status"),
            Card("Past their day", sums.get("overdue"), "number", of + "due_on"),
            Card(
                "Waiting for time",
                sums.get("waiting"),
                "number",
                of + "status",
                note="beyond what their owners can do in a week",
            ),
            Card("Done", sums.get("done"), "number", of + "completed_on", note="in 28 days"),
            Card(
                "Left alone",
                sums.get("held_out"),
                "number",
                of + "is_held_out",
                note="to compare with; listed nowhere",
            ),
        ]
    )


def _open(copy: PublishedCopy) -> Listing:
    rows = copy.rows(
        "select tasks.*, coalesce(customers.account_name, tasks.account_id, tasks.lead_id) as whom"
        " from customer_360.customer_tasks as tasks"
        " left join customer_360.customers as customers using (account_id)"
        " where tasks.status = 'open'"
        " order by tasks.priority, tasks.value_mrr desc nulls last, tasks.opened_on, tasks.task_id"
    )
    for row in rows:
        row["address"] = address_of(row["account_id"]) if row["account_id"] else None
        row["owner"] = row["owner_id"] or "nobody"
    return Listing(
        title="To do, the most urgent first",
        columns=[
            Column("priority", "Priority", "number", f"{TASKS}.priority"),
            Column("whom", "Account or lead", link="address"),
            Column("title", "What to do", of=f"{TASKS}.title"),
            Column("kind", "Kind", of=f"{TASKS}.kind", is_filter=True),
            Column("value_mrr", "At stake a month", "money", f"{TASKS}.value_mrr"),
            Column("due_on", "Due", "date", f"{TASKS}.due_on"),
            Column("opened_on", "Since", "date", f"{TASKS}.opened_on"),
            Column("step", "Step", "number", f"{TASKS}.step"),
            Column("customer_tier", "Tier", of=f"{TASKS}.customer_tier", is_filter=True),
            Column("owner", "Owner", of=f"{TASKS}.owner_id", is_filter=True),
        ],
        rows=worded(rows, "kind"),
        connect=NEEDED,
        nothing="There is nothing to do.",
        note="As a file: saas360 tasks export.",
        page_size=25,
    )


def _owners(copy: PublishedCopy) -> Listing:
    rows = copy.rows(
        "select coalesce(owner_id, 'nobody') as owner,"
        " count(*) filter (status = 'open') as open_tasks,"
        " count(*) filter (status = 'open' and due_on < $1) as overdue,"
        " count(*) filter (status = 'waiting') as waiting,"
        " count(*) filter (status = 'done' and completed_on > $1 - 28) as done"
        " from customer_360.customer_tasks"
        " where status in ('open', 'waiting', 'done')"
        " group by all order by open_tasks desc, owner",
        [copy.as_of],
    )
    return Listing(
        title="By owner",
        columns=[
            Column("owner", "Owner", of=f"{TASKS}.owner_id"),
            Column("open_tasks", "To do now", "number", f"{TASKS}.status"),
            Column("overdue", "Past their day", "number", f"{TASKS}.due_on"),
            Column("waiting", "Waiting", "number", f"{TASKS}.status"),
            Column("done", "Done in 28 days", "number", f"{TASKS}.completed_on"),
        ],
        rows=rows,
        connect=NEEDED,
        is_wide=False,
    )


def _opened(copy: PublishedCopy) -> Chart:
    rows = worded(
        copy.rows(
            "select date_trunc('month', opened_on)::date as date_month, kind, count(*) as tasks"
            " from customer_360.customer_tasks group by all order by kind, date_month"
        ),
        "kind",
    )
    return Chart(
        title="Tasks by the month in which they opened",
        figure=stacked_by(rows, "date_month", "kind", "tasks", "number"),
        columns=[
            MONTH,
            Column("kind", "Kind", of=f"{TASKS}.kind"),
            Column("tasks", "Tasks", "number", f"{TASKS}.opened_on"),
        ],
        rows=rows,
        connect=NEEDED,
        note="Those left alone to compare with are among them.",
    )


def _states(copy: PublishedCopy) -> Chart:
    rows = worded(
        copy.rows(
            "select date_trunc('month', opened_on)::date as date_month, status, count(*) as tasks"
            " from customer_360.customer_tasks where not is_held_out group by 1, status"
            " order by list_position(['done', 'reason_ended', 'open', 'waiting'], status), 1"
        ),
        "status",
    )
    return Chart(
        title="What became of them since",
        figure=stacked_by(rows, "date_month", "status", "tasks", "number", STATES),
        columns=[
            MONTH,
            Column("status", "Today", of=f"{TASKS}.status"),
            Column("tasks", "Tasks", "number", f"{TASKS}.opened_on"),
        ],
        rows=rows,
        connect=NEEDED,
        note="Done by somebody, or over by itself: the reason ended.",
    )


def _outcomes(copy: PublishedCopy) -> Listing:
    rows = copy.rows(
        "select tasks.*, coalesce(customers.account_name, tasks.account_id, tasks.lead_id) as whom"
        " from customer_360.customer_tasks as tasks"
        " left join customer_360.customers as customers using (account_id)"
        " where tasks.outcome is not null and not tasks.is_held_out"
        " order by coalesce(tasks.completed_on, tasks.contacted_on) desc, tasks.task_id limit ?",
        [NEWEST_OUTCOMES],
    )
    for row in rows:
        row["address"] = address_of(row["account_id"]) if row["account_id"] else None
    return Listing(
        title="The newest outcomes",
        columns=[
            Column("whom", "Account or lead", link="address"),
            Column("title", "What was to be done", of=f"{TASKS}.title"),
            Column("kind", "Kind", of=f"{TASKS}.kind", is_filter=True),
            Column("outcome", "Outcome", of=f"{TASKS}.outcome", is_filter=True),
            Column("opened_on", "Opened", "date", f"{TASKS}.opened_on"),
            Column("contacted_on", "Contacted", "date", f"{TASKS}.contacted_on"),
            Column("completed_on", "Completed", "date", f"{TASKS}.completed_on"),
        ],
        rows=worded(rows, "kind", "outcome"),
        connect="success: `task_outcomes`",
        note="Whether it helped is on the page Effectiveness.",
    )
