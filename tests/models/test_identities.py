"""Accounts that are merged and customers that are tied later: nothing was won or lost."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from company import Company

from saas360.raw import load
from saas360.settings import Settings

pytestmark = pytest.mark.slow

TABLES_ALONE = ("--resource-type", "model", "--resource-type", "seed")
AS_OF = "2026-02-06"  # January is closed
JANUARY = date(2026, 1, 1)
MODELS = [
    "+restatements",
    "+reported_monthly_revenue",
    "+monthly_revenue",
    "+mrr_movements",
    "+identities",
    "+identity_conflicts",
    "+identity_coverage",
    "+int_usage__customer_user_days",
    "+int_support__tickets",
    "+int_crm__lead_outcomes",
    "+int_revenue__account_channels",
]
PRICES = {"acme": 10, "double": 20, "beta": 30, "nova": 40, "nobody": 50, "own": 60}


def _company() -> Company:
    """Six who pay, each a plan of its own price, from a day in January on.

    `double` is an account of its own still; billing knows `beta` and `nova` without their accounts.
    """
    made = Company()
    for number, (name, price) in enumerate(PRICES.items()):
        made.plan(f"{name}_plan", price)
        made.subscription(name, f"{name}_plan", f"2026-01-{5 + number:02}", customer=f"cus_{name}")
    for account in ("acme", "double", "own"):
        made.add("billing_customers", customer_id=f"cus_{account}", account_id=account)
    made.add("billing_customers", customer_id="cus_beta", email="pay@beta.com")
    made.add("billing_customers", customer_id="cus_nobody", email="x@gmail.com")
    nova = {"customer_name": "NOVA, Inc.", "country": "us", "email": "n@gmail.com"}
    made.add("billing_customers", customer_id="cus_nova", **nova)
    _account(made, "acme", account_name="Acme", domain="acme.com")
    _account(made, "double", account_name="Acme Two")
    _account(made, "own", account_name="We", domain="we.com", is_internal=True)
    moment = "2026-01-20 10:00:00"
    for user, workspace in (("ann", "ws_beta"), ("bob", "ws_beta"), ("cid", "cus_acme")):
        made.add("product_users", user_id=user, account_id=workspace, email=f"{user}@beta.com")
        event = {"event_id": f"e_{user}", "user_id": user, "event_name": "record.created"}
        made.add("usage_events", account_id=workspace, occurred_at=moment, **event)
    made.add("tickets", ticket_id="t1", requester_email="ann@beta.com", created_at=moment)
    made.add("tickets", ticket_id="t2", requester_email="ann@gmail.com", created_at=moment)
    lead = {"email": "ann@beta.com", "company_domain": "beta.com", "channel": "content"}
    made.add("leads", lead_id="l1", registered_at="2026-01-02 10:00:00", **lead)
    return made


def _account(company: Company, account_id: str, **columns: Any) -> None:
    """A row of the CRM."""
    defaults = {"is_internal": False, "created_at": "2026-01-04", "country": "US"}
    company.add("accounts", account_id=account_id, **{**defaults, **columns})


def _resolve(company: Company) -> None:
    """The CRM merges `double` into `acme` and gets to know `beta` and `nova`."""
    [double] = [row for row in company.tables["accounts"] if row["account_id"] == "double"]
    double["merged_into_account_id"] = "acme"
    _account(company, "a_beta", account_name="Beta", domain="beta.com", country="DE")
    _account(company, "a_nova", account_name="Nova LLC")


class Warehouse:
    """What dbt makes of the company at one time."""

    def __init__(self, folder: Path, dbt: Callable[..., Any]) -> None:
        self.folder, self.dbt = folder, dbt

    def build(self, company: Company) -> None:
        """Loads the sources as they are and builds, as of one day."""
        company.write(self.folder / "raw")
        load(Settings(data_dir=self.folder))
        with duckdb.connect(str(self.folder / "warehouse.duckdb")) as connection:
            connection.execute("update raw.loaded set as_of = ?", [AS_OF])
        built = self.dbt("build", *TABLES_ALONE, "--select", *MODELS, data_dir=self.folder)
        assert built.returncode == 0, built.output[-3000:]

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Asks the warehouse."""
        with duckdb.connect(str(self.folder / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def movements(self) -> list[tuple[Any, ...]]:
        """All that moved MRR."""
        return self.query(
            "select account_id, movement_date, movement_type, amount from metrics.mrr_movements"
            " order by movement_date"
        )


@pytest.fixture(scope="module")
def before_and_after(
    dbt: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory
) -> tuple[list[tuple[Any, ...]], Warehouse]:
    """The movements before, and the warehouse built again afterwards."""
    warehouse = Warehouse(tmp_path_factory.mktemp("who") / "data", dbt)
    company = _company()
    warehouse.build(company)
    before = warehouse.movements()
    _resolve(company)
    warehouse.build(company)
    return before, warehouse


def test_a_merge_makes_no_churn_and_nothing_new(
    before_and_after: tuple[list[tuple[Any, ...]], Warehouse],
) -> None:
    before, warehouse = before_and_after
    days = [date(2026, 1, day) for day in range(5, 10)]
    assert before == [
        ("acme", days[0], "new", 10),
        ("double", days[1], "new", 20),
        ("cus_beta", days[2], "new", 30),
        ("cus_nova", days[3], "new", 40),
        ("cus_nobody", days[4], "new", 50),
    ]
    assert warehouse.movements() == [
        ("acme", days[0], "new", 10),
        ("acme", days[1], "expansion", 20),
        ("a_beta", days[2], "new", 30),
        ("a_nova", days[3], "new", 40),
        ("cus_nobody", days[4], "new", 50),
    ]


def test_a_closed_month_explains_it_with_both_accounts(
    before_and_after: tuple[list[tuple[Any, ...]], Warehouse],
) -> None:
    _, warehouse = before_and_after
    found = warehouse.query(
        "select date_month, account_id, reason, amount from metrics.restatements order by all"
    )
    assert found == [
        (JANUARY, "a_beta", "backdated change", 30),
        (JANUARY, "a_nova", "backdated change", 40),
        (JANUARY, "acme", "backdated change", 20),
        (JANUARY, "cus_beta", "backdated change", -30),
        (JANUARY, "cus_nova", "backdated change", -40),
        (JANUARY, "double", "backdated change", -20),
    ]
    [month] = warehouse.query(
        "select reported_mrr, restated_mrr, mrr_difference, backdated_change_mrr,"
        " reported_customers, restated_customers from metrics.reported_monthly_revenue"
    )
    assert month == (150, 150, 0, 0, 5, 4)


def test_each_record_is_tied_by_the_first_rule_that_fits(
    before_and_after: tuple[list[tuple[Any, ...]], Warehouse],
) -> None:
    _, warehouse = before_and_after
    found = warehouse.query(
        "select entity_type, entity_id, account_id, customer_account_id, rule, matched_value"
        " from customer_360.identities order by all"
    )
    assert found == [
        ("billing_customer", "cus_acme", "acme", "acme", "account_id", "acme"),
        ("billing_customer", "cus_beta", "a_beta", "a_beta", "account_domain", "beta.com"),
        ("billing_customer", "cus_double", "acme", "acme", "account_id", "double"),
        ("billing_customer", "cus_nobody", None, "cus_nobody", None, None),
        ("billing_customer", "cus_nova", "a_nova", "a_nova", "name_and_country", "nova"),
        ("crm_account", "a_beta", "a_beta", "a_beta", "account_id", None),
        ("crm_account", "a_nova", "a_nova", "a_nova", "account_id", None),
        ("crm_account", "acme", "acme", "acme", "account_id", None),
        ("crm_account", "double", "acme", "acme", "account_id", "acme"),
        ("lead", "l1", "a_beta", "a_beta", "account_domain", "beta.com"),
        ("support_organization", "beta.com", "a_beta", "a_beta", "account_domain", "beta.com"),
        ("workspace", "cus_acme", "acme", "acme", "account_id", "acme"),
        ("workspace", "ws_beta", "a_beta", "a_beta", "account_domain", "beta.com"),
    ]
    coverage = warehouse.query(
        "select entities, matched_entities, matched_rate from metrics.identity_coverage"
        " where entity_type = 'billing_customer' and rule = 'all'"
    )
    assert coverage == [(5, 4, 0.8)]


def test_an_explicit_id_wins_over_a_domain_and_is_listed(
    before_and_after: tuple[list[tuple[Any, ...]], Warehouse],
) -> None:
    _, warehouse = before_and_after
    conflicts = warehouse.query(
        "select entity_type, entity_id, candidate_account_id, is_winner, reason"
        " from customer_360.identity_conflicts order by all"
    )
    assert conflicts == [  # cid, of beta.com, works in the workspace that names acme's customer
        ("workspace", "cus_acme", "a_beta", False, "explicit_id_decided"),
        ("workspace", "cus_acme", "acme", True, "explicit_id_decided"),
    ]


def test_use_tickets_and_leads_are_those_of_the_account(
    before_and_after: tuple[list[tuple[Any, ...]], Warehouse],
) -> None:
    _, warehouse = before_and_after
    days = warehouse.query(
        "select account_id, user_id from intermediate.int_usage__customer_user_days order by all"
    )
    assert days == [("a_beta", "ann"), ("a_beta", "bob"), ("acme", "cid")]
    tickets = warehouse.query(
        "select ticket_id, account_id from intermediate.int_support__tickets order by all"
    )
    assert tickets == [("t1", "a_beta"), ("t2", None)]
    leads = warehouse.query(
        "select lead_id, account_id, became_customer_on from intermediate.int_crm__lead_outcomes"
    )
    assert leads == [("l1", "a_beta", date(2026, 1, 7))]
    channels = warehouse.query("from intermediate.int_revenue__account_channels")
    assert channels == [("a_beta", "content")]
