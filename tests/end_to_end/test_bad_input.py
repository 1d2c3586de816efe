"""Files as companies deliver them: what stops a build, what is set aside, and what is fine.

A tiny company that only has billing, with its MRR worked out by hand:
  anna  flat, 100 a month, from 10 January
  ben   per seat, 120 a year; 5 seats from 15 January, 8 from 20 February: 50, then 80 a month
  cleo  flat, 100 a month, from 5 January to 28 February 23:30: nothing at February's end
"""

import gzip
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from end_to_end.pipeline import DataFolder, Outcome

Files = dict[str, str | bytes]

AS_OF = "2026-03-31"
PLANS = """\
plan_id,pricing_model,billing_interval,interval_count,currency,unit_amount
flat,flat,month,1,USD,100
seats,per_unit,year,1,USD,120
"""
SUBSCRIPTIONS = """\
subscription_id,customer_id,status,started_at,ended_at,updated_at
s1,anna,active,2026-01-10 09:00:00,,2026-01-10 09:00:00
s2,ben,active,2026-01-15 10:00:00,,2026-02-20 12:00:00
s3,cleo,canceled,2026-01-05 11:00:00,2026-02-28 23:30:00,2026-02-28 23:30:00
"""
ITEMS = """\
subscription_item_id,subscription_id,plan_id,quantity,valid_from,valid_to
i1,s1,flat,1,2026-01-10 09:00:00,
i2,s2,seats,5,2026-01-15 10:00:00,2026-02-20 12:00:00
i2,s2,seats,8,2026-02-20 12:00:00,
i3,s3,flat,1,2026-01-05 11:00:00,2026-02-28 23:30:00
"""
COMPANY: Files = {
    "plans.csv": PLANS,
    "subscriptions.csv": SUBSCRIPTIONS,
    "subscription_items.csv": ITEMS,
}
MRR_AT_MONTH_ENDS = {"anna": [100, 100, 100], "ben": [50, 80, 80], "cleo": [100, 0, 0]}


def lay(folder: Path, files: Files) -> Path:
    """Writes files into a raw folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def lay_parquet(path: Path, query: str) -> None:
    """Writes a query's rows as Parquet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"copy ({query}) to '{path}' (format parquet)")


def build(folder: DataFolder, raw: Path) -> Outcome:
    """Builds a raw folder as at the end of March."""
    return folder.build("--raw-dir", raw, "--as-of", AS_OF)


def mrr_at_month_ends(folder: DataFolder) -> dict[str, list[int]]:
    """MRR at the end of January, February and March, by account."""
    return dict(
        folder.published(
            "select account_id, list(mrr::double order by date_month)"
            " from metrics.monthly_recurring_revenue group by account_id"
        )
    )


def quarantine(folder: DataFolder) -> list[tuple[str, str, str]]:
    """Table, key and reason of each row that was set aside."""
    return folder.published(
        "select table_name, row_key, reason from quality.quarantined_rows order by all"
    )


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """The tiny company, built and published; later builds of bad files go to the same folder."""
    folder = DataFolder(tmp_path_factory.mktemp("company"))
    outcome = build(folder, lay(folder.raw, COMPANY))
    assert outcome.status == 0, outcome.output
    return folder


def test_a_company_that_only_has_billing_gets_its_mrr(company: DataFolder) -> None:
    assert mrr_at_month_ends(company) == MRR_AT_MONTH_ENDS
    assert company.manifest["as_of"] == AS_OF


# --- What stops a build ---------------------------------------------------------------------


@dataclass(frozen=True)
class Fault:
    """Files that replace or join the company's, and what the message must name."""

    name: str
    files: Files
    named: tuple[str, ...]

    def __str__(self) -> str:
        return self.name


FILE_FAULTS = [
    Fault(
        "a required column is missing",
        {"billing_customers.csv": "customer,email\nanna,a@x.test\n"},
        ("billing_customers.csv", '"customer_id"', "required", "customer, email"),
    ),
    Fault(
        "a value does not fit its type",
        {"invoices.csv": "invoice_id,customer_id,total,issued_at\nn1,anna,12 euro,2026-01-10\n"},
        ("invoices.csv", '"total"', '"12 euro"'),
    ),
    Fault(
        "a file is truncated",
        {"payments.parquet": b"PAR1" + bytes(1000)},
        ("payments.parquet", "not a readable Parquet file"),
    ),
    Fault(
        "a compressed file is cut off",
        {"refunds.csv.gz": gzip.compress(b"refund_id,amount\n" + 999 * b"r1,12\n")[:-12]},
        ("refunds.csv.gz",),
    ),
    Fault(
        "a text is not UTF-8",
        {"accounts.csv": "account_id,account_name\nanna,Café Müller\n".encode("latin-1")},
        ("accounts.csv", "account_name", "UTF-8", "Caf"),
    ),
]
ROW_FAULTS = [
    Fault(
        "a currency has no rate",
        {"plans.csv": PLANS.replace("flat,flat,month,1,USD", "flat,flat,month,1,CHF")},
        ("plans.csv", "currency", "CHF"),
    ),
    Fault(
        "versions of an item overlap",
        {"subscription_items.csv": ITEMS.replace("10:00:00,2026-02-20", "10:00:00,2026-02-21")},
        ("subscription_items.csv", "valid_to", "i2", "2026-02-21"),
    ),
    Fault(
        "a subscription has no customer although customers are present",
        {"billing_customers.csv": "customer_id,account_id\nanna,anna\nben,ben\n"},
        ("subscriptions.csv", "customer_id", "cleo"),
    ),
]


def assert_stopped(company: DataFolder, raw: Path, faults: list[Fault]) -> None:
    """Fails unless each fault is named in one place and the published copy stays as it was."""
    before = company.published_state()
    outcome = build(company, raw)
    assert outcome.status != 0
    for fault in faults:
        for word in fault.named:
            assert word in outcome.output, f"{fault}: {word!r} is not in\n{outcome.output}"
    assert company.published_state() == before
    assert mrr_at_month_ends(company) == MRR_AT_MONTH_ENDS


def with_faults(faults: list[Fault]) -> Files:
    """The company's files with all these faults."""
    files = dict(COMPANY)
    for fault in faults:
        files |= fault.files
    return files


@pytest.mark.parametrize("faults", [FILE_FAULTS, ROW_FAULTS], ids=["of files", "of rows"])
def test_critical_faults_stop_the_build_and_are_all_named_at_once(
    company: DataFolder, tmp_path: Path, faults: list[Fault]
) -> None:
    assert_stopped(company, lay(tmp_path, with_faults(faults)), faults)


@pytest.mark.exhaustive
@pytest.mark.parametrize("fault", [*FILE_FAULTS, *ROW_FAULTS], ids=str)
def test_each_critical_fault_stops_the_build_alone(
    company: DataFolder, tmp_path: Path, fault: Fault
) -> None:
    assert_stopped(company, lay(tmp_path, with_faults([fault])), [fault])


@pytest.mark.slow
def test_mended_files_are_published_after_a_stop(company: DataFolder, tmp_path: Path) -> None:
    assert_stopped(company, lay(tmp_path, with_faults(ROW_FAULTS)), ROW_FAULTS)
    before = company.published_state()
    mended = build(company, company.raw)
    assert mended.status == 0, mended.output
    assert company.published_state() != before
    assert mrr_at_month_ends(company) == MRR_AT_MONTH_ENDS


# --- What is set aside ----------------------------------------------------------------------

ROTTEN: Files = {
    **COMPANY,
    "subscriptions.csv": SUBSCRIPTIONS + "s1,anna,active,2026-01-10 09:00:00,,2026-01-10 09:00:00\n"
    # An older state of s2, which would have ended ben's MRR.
    "s2,ben,canceled,2026-01-15 10:00:00,2026-01-20,2026-01-20 12:00:00\n"
    "s4,dora,canceled,2026-02-10,2026-02-01,2026-02-10\n",
    "subscription_items.csv": ITEMS + "i3,s3,flat,1,2026-01-05 11:00:00,2026-02-28 23:30:00\n"
    "i4,s4,flat,1,2026-02-10,\n"
    "i5,nowhere,flat,1,2026-01-10,\n"
    "i6,s1,seats,-3,2026-01-10,\n"
    "i7,s1,flat,1,2026-02-10,2026-02-01\n",
    "usage_events.csv": "event_id,account_id,event_name,occurred_at,quantity\n"
    "e1,anna,login,2026-03-30 08:00:00,1\n"
    "e2,anna,login,2026-03-31 08:00:00,1\n"
    "e2,anna,login,2026-03-31 08:00:00,1\n"
    "e3,,login,2026-03-31 09:00:00,1\n"
    "e4,anna,login,2026-04-01 00:00:00,1\n"
    "e5,anna,login,2099-01-01 00:00:00,1\n"
    "e6,anna,login,2026-03-31 10:00:00,-1\n"
    "e7,ben,login,2026-03-31 23:59:59,1\n",
}
AFTER_AS_OF = "dated after as_of"
EVENTS_BY_ACCOUNT = (
    "select account_id, sum(events) from intermediate.int_usage__account_event_days"
    " group by all order by all"
)
SET_ASIDE = [
    (
        "billing.subscription_items",
        "i3, 2026-01-05 11:00:00",
        "duplicate of subscription_item_id, valid_from",
    ),
    ("billing.subscription_items", "i4, 2026-02-10 00:00:00", "no such subscription_id"),
    ("billing.subscription_items", "i5, 2026-01-10 00:00:00", "no such subscription_id"),
    ("billing.subscription_items", "i6, 2026-01-10 00:00:00", "negative quantity"),
    ("billing.subscription_items", "i7, 2026-02-10 00:00:00", "valid_to before valid_from"),
    ("billing.subscriptions", "s1", "duplicate of subscription_id"),
    ("billing.subscriptions", "s2", "duplicate of subscription_id"),
    ("billing.subscriptions", "s4", "ended_at before started_at"),
    ("usage.usage_events", "e2", "duplicate of event_id"),
    ("usage.usage_events", "e3", "no account_id"),
    ("usage.usage_events", "e4", AFTER_AS_OF),
    ("usage.usage_events", "e5", AFTER_AS_OF),
    ("usage.usage_events", "e6", "negative quantity"),
]


@pytest.fixture(scope="module")
def rotten(tmp_path_factory: pytest.TempPathFactory) -> tuple[DataFolder, Outcome]:
    """The tiny company with rows that can't be used, and how its build went."""
    folder = DataFolder(tmp_path_factory.mktemp("rotten"))
    return folder, build(folder, lay(folder.raw, ROTTEN))


def test_useless_rows_are_set_aside_with_their_reason_and_the_rest_is_published(
    rotten: tuple[DataFolder, Outcome],
) -> None:
    folder, outcome = rotten
    assert outcome.status == 0, outcome.output
    assert quarantine(folder) == SET_ASIDE
    assert mrr_at_month_ends(folder) == MRR_AT_MONTH_ENDS
    assert folder.warehouse(EVENTS_BY_ACCOUNT) == [("anna", 2), ("ben", 1)]


def test_useless_rows_are_counted_and_shown_as_a_warning(
    rotten: tuple[DataFolder, Outcome],
) -> None:
    folder, outcome = rotten
    assert folder.manifest["tables"]["quality.quarantined_rows"]["rows"] == len(SET_ASIDE)
    assert folder.manifest["gates"]["warned"] > 0
    _, _, warnings = outcome.output.partition("warnings")
    for table in {table for table, _, _ in SET_ASIDE}:
        assert table in warnings


@pytest.mark.slow
def test_an_event_from_the_future_counts_once_its_day_has_come(
    rotten: tuple[DataFolder, Outcome], tmp_path: Path
) -> None:
    shutil.copytree(rotten[0].path, tmp_path, symlinks=True, dirs_exist_ok=True)
    folder = DataFolder(tmp_path)
    outcome = folder.build("--as-of", "2026-04-01")
    assert outcome.status == 0, outcome.output
    from_the_future = [key for _, key, reason in quarantine(folder) if reason == AFTER_AS_OF]
    assert from_the_future == ["e5"]
    assert folder.warehouse(EVENTS_BY_ACCOUNT) == [("anna", 3), ("ben", 1)]


# --- What is fine ---------------------------------------------------------------------------


@pytest.mark.slow
def test_odd_but_readable_files_give_the_same_numbers_as_plain_ones(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    files: Files = {
        # A byte order mark, Windows line ends, and a column that nobody knows.
        "plans.csv": PLANS.replace("100", "100,x")
        .replace("120", "120,y")
        .replace("unit_amount", "unit_amount,remark")
        .replace("\n", "\r\n")
        .encode("utf-8-sig"),
        # Columns in another order, and the end of February in a zone where it is March already.
        "subscriptions/csv/old.csv": (
            "updated_at,status,ended_at,subscription_id,started_at,customer_id\n"
            "2026-01-10T09:00:00Z,active,,s1,2026-01-10T10:00:00+01:00,anna\n"
            "2026-03-01 01:30:00+02:00,canceled,2026-03-01T01:30:00+02:00,s3,2026-01-05,cleo\n"
        ),
        "subscription_items.csv": ITEMS.replace("2026-02-28 23:30:00", "2026-03-01T01:30:00+02:00"),
        "discounts.csv": "discount_id,customer_id,percent_off,duration,started_at\r\n",
        "tickets.csv": "ticket_id,account_id\n",
    }
    lay(folder.raw, files)
    lay_parquet(
        folder.raw / "subscriptions/new.parquet",
        "select 's2' as subscription_id, 'ben' as customer_id, 'active' as status,"
        " timestamptz '2026-01-15 10:00:00+00' as started_at, 1 as unknown",
    )
    outcome = build(folder, folder.raw)
    assert outcome.status == 0, outcome.output
    assert mrr_at_month_ends(folder) == MRR_AT_MONTH_ENDS
    assert quarantine(folder) == []
