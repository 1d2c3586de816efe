"""Closed months and versions over several builds of a company whose sources are overwritten."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from saas360.raw import load
from saas360.settings import Settings

pytestmark = pytest.mark.slow

TABLES_ALONE = ("--resource-type", "model", "--resource-type", "seed")
JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)
HISTORY = [
    "+reported_monthly_revenue",
    "+monthly_revenue",
    "+restatements",
    "+plan_history",
    "+account_history",
]
HISTORY += ["+subscription_history", "+subscription_item_history"]

PLANS = """plan_id,billing_interval,interval_count,currency,unit_amount,pricing_model,usage_type
seat,month,1,USD,10,per_unit,licensed
euro,month,1,EUR,10,per_unit,licensed"""
SUBSCRIPTIONS = """subscription_id,customer_id,status,started_at,ended_at
s_stays,c_stays,active,2026-01-05,
s_cut,c_cut,active,2026-01-05,
s_gone,c_gone,active,2026-01-05,
s_price,c_price,active,2026-01-05,
s_unpaid,c_unpaid,unpaid,2026-01-05,
s_euro,c_euro,active,2026-01-05,"""
ITEMS = """subscription_item_id,subscription_id,plan_id,quantity,unit_amount,valid_from,valid_to
i_stays,s_stays,seat,1,,2026-01-05,
i_cut,s_cut,seat,2,,2026-01-05,
i_gone,s_gone,seat,3,,2026-01-05,
i_price,s_price,seat,1,40,2026-01-05,
i_unpaid,s_unpaid,seat,5,,2026-01-05,
i_euro,s_euro,euro,6,,2026-01-05,"""
RATES = """rate_date,from_currency,to_currency,rate
2026-01-01,EUR,USD,1.5"""


class Company:
    """A raw folder of billing tables and the warehouse that plain dbt makes of it."""

    def __init__(self, folder: Path, dbt: Callable[..., Any]) -> None:
        self.folder, self.dbt = folder, dbt
        (folder / "raw").mkdir(parents=True)
        self.tables = {
            "plans": PLANS,
            "subscriptions": SUBSCRIPTIONS,
            "subscription_items": ITEMS,
            "exchange_rates": RATES,
        }

    def replace(self, table: str, old: str, new: str) -> None:
        """Overwrites part of a source, which keeps no memory of it."""
        assert old in self.tables[table]
        self.tables[table] = self.tables[table].replace(old, new)

    def build(self, as_of: str, *words: str, **rules: Any) -> None:
        """Loads the sources as they are and builds history, as of a day."""
        for name, text in self.tables.items():
            (self.folder / "raw" / f"{name}.csv").write_text(text + "\n")
        load(Settings(data_dir=self.folder))
        with duckdb.connect(str(self.folder / "warehouse.duckdb")) as connection:
            connection.execute("update raw.loaded set as_of = ?", [as_of])  # a var would be parsed
        built = self.dbt(
            "build",
            *TABLES_ALONE,
            "--select",
            *HISTORY,
            *words,
            variables=rules,
            data_dir=self.folder,
        )
        assert built.returncode == 0, built.output[-3000:]

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Asks the warehouse."""
        with duckdb.connect(str(self.folder / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def appended(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything that is only ever added to."""
        tables = ["account", "subscription", "item", "plan"]
        names = [f"int_history__{table}_versions" for table in tables]
        names.append("int_history__closed_months")
        return {name: self.query(f"from intermediate.{name} order by all") for name in names}


@pytest.fixture(scope="module")
def company(dbt: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Built on 5 February, six days past January's end, and then overwritten and built again."""
    made = Company(tmp_path_factory.mktemp("company") / "data", dbt)
    made.build("2026-02-04")
    assert made.query("from metrics.reported_monthly_revenue") == []
    made.build("2026-02-05")
    return made


def test_january_is_closed_five_days_after_its_end(company: Company) -> None:
    months = company.query(
        "select date_month, reported_on, reported_mrr, mrr_difference, reported_customers,"
        " reported_new_mrr from metrics.reported_monthly_revenue"
    )
    assert months == [(JANUARY, date(2026, 2, 5), 190, 0, 5, 190)]  # 10 + 20 + 30 + 40 + 60 at 1.5


def test_the_same_build_again_adds_nothing(company: Company) -> None:
    before = company.appended()
    company.build("2026-02-05")
    assert company.appended() == before


@pytest.fixture(scope="module")
def overwritten(company: Company) -> Company:
    """What its sources say on the same day, after somebody changed January in them."""
    company.replace("subscriptions", "s_cut,c_cut,active,2026-01-05,",
                    "s_cut,c_cut,canceled,2026-01-05,2026-01-20")  # fmt: skip
    company.replace("subscriptions", "s_gone,c_gone,active,2026-01-05,\n", "")
    company.replace("subscription_items", "i_gone,s_gone,seat,3,,2026-01-05,\n", "")
    company.replace("subscription_items", "seat,1,40,", "seat,1,44,")
    company.replace("exchange_rates", "1.5", "1.6")
    company.tables["subscriptions"] += "\ns_late,c_late,active,2026-01-10,"
    company.tables["subscription_items"] += "\ni_late,s_late,seat,7,,2026-01-10,"
    company.build("2026-02-05")
    return company


def test_each_difference_has_its_account_and_reason(overwritten: Company) -> None:
    found = overwritten.query(
        "select account_id, reason, amount from metrics.restatements order by all"
    )
    assert found == [
        ("c_cut", "backdated change", -20),
        ("c_euro", "changed rates", 6),
        ("c_gone", "deleted record", -30),
        ("c_late", "late data", 70),
        ("c_price", "backdated change", 4),
    ]
    [month] = overwritten.query(
        "select reported_mrr, restated_mrr, late_data_mrr, backdated_change_mrr,"
        " deleted_record_mrr, changed_rules_mrr, changed_rates_mrr, reported_customers,"
        " restated_customers from metrics.reported_monthly_revenue"
    )
    assert month == (190, 220, 70, -16, -30, 0, 6, 5, 4)


def test_versions_follow_what_the_sources_said(overwritten: Company) -> None:
    items = overwritten.query(
        "select version_number, unit_amount, is_current from metrics.subscription_item_history"
        " where subscription_item_id = 'i_price' order by all"
    )
    assert items == [(1, 40, False), (2, 44, True)]
    gone = overwritten.query(
        "select version_number, is_deleted, is_current from metrics.subscription_history"
        " where subscription_id = 's_gone' order by all"
    )
    assert gone == [(1, False, False), (2, True, True)]


def test_a_full_refresh_keeps_what_was_reported(overwritten: Company) -> None:
    before = overwritten.appended()
    overwritten.build("2026-02-05", "--full-refresh")
    assert overwritten.appended() == before


def test_other_rules_are_a_reason_of_their_own(overwritten: Company) -> None:
    overwritten.build("2026-02-05", mrr_unpaid="keep")
    found = overwritten.query(
        "select account_id, amount from metrics.restatements where reason = 'changed rules'"
    )
    assert ("c_unpaid", 50) in found
    [differing] = overwritten.query(
        "select count(*) from metrics.restatements where reason = 'backdated change'"
    )
    assert differing == (0,)  # while the rules differ, the two can't be told apart
    overwritten.build("2026-02-05")


def test_an_earlier_day_sees_and_writes_nothing_of_later_ones(overwritten: Company) -> None:
    before = overwritten.appended()
    overwritten.build("2026-02-04")
    assert overwritten.appended() == before
    assert overwritten.query("from metrics.reported_monthly_revenue") == []
    assert overwritten.query("from metrics.plan_history where valid_from = '2026-02-05'") == []
    overwritten.build("2026-02-05")


def test_the_next_month_is_closed_with_what_is_known_then(overwritten: Company) -> None:
    overwritten.build("2026-03-06")
    months = overwritten.query(
        "select date_month, reported_on, reported_mrr, mrr_difference"
        " from metrics.reported_monthly_revenue order by all"
    )
    assert months == [
        (JANUARY, date(2026, 2, 5), 190, 30),
        (FEBRUARY, date(2026, 3, 6), 220, 0),
    ]


def test_data_of_a_month_before_all_reported_ones_are_late(overwritten: Company) -> None:
    overwritten.tables["subscriptions"] += "\ns_old,c_old,canceled,2025-12-10,2026-01-10"
    overwritten.tables["subscription_items"] += "\ni_old,s_old,seat,8,,2025-12-10,"
    overwritten.build("2026-03-06")
    [december] = overwritten.query(
        "select reported_mrr, restated_mrr, late_data_mrr from metrics.reported_monthly_revenue"
        " where date_month = '2025-12-01'"
    )
    assert december == (0, 80, 80)


def test_every_claim_about_history_holds(overwritten: Company) -> None:
    tested = overwritten.dbt(
        "test", "--select", "path:models/marts/metrics/history", "path:models/intermediate/history",
        "path:tests/data/marts/assert_restatements_add_up_to_the_difference.sql",
        "path:tests/data/marts/assert_restated_months_are_those_of_monthly_revenue.sql",
        "--exclude-resource-type", "unit_test", "--indirect-selection", "buildable",
        data_dir=overwritten.folder,
    )  # fmt: skip
    assert tested.returncode == 0, tested.output[-3000:]
    claims = [name for name in tested.statuses if "assert_rest" in name]
    assert len(claims) == 2


def test_closing_days_must_be_a_number(dbt: Callable[..., Any]) -> None:
    compiled = dbt(
        "compile", "--select", "int_history__month_totals", variables={"close_after_days": -1}
    )
    assert compiled.returncode != 0
    assert "The var close_after_days is '-1'. It takes" in compiled.output
