"""Untidy files that must load, and what they load as."""

import gzip
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from test_raw_folder import RawFolder

from saas360.contract import read_contract


@pytest.fixture
def folder(tmp_path: Path) -> RawFolder:
    return RawFolder(tmp_path)


def types(folder: RawFolder, table: str) -> list[tuple[str, str]]:
    return [row[:2] for row in folder.query(f"describe raw.{table}")]


DECLARED = {
    "string": "VARCHAR",
    "timestamp": "TIMESTAMP",
    "decimal(20, 6)": "DECIMAL(20,6)",
    "integer": "INTEGER",
    "boolean": "BOOLEAN",
}


@pytest.mark.parametrize("kind", ["absent", "csv", "parquet"])
def test_a_relation_has_the_declared_columns_and_types(folder, kind):
    if kind == "csv":
        folder.write("invoices.csv", "customer_id,invoice_id,extra\nc1,i1,x\n")
    if kind == "parquet":
        folder.parquet("invoices.parquet", "select 'c1' customer_id, 'i1' invoice_id, 1 extra")
    folder.load()
    columns = read_contract()["invoices"].columns
    wanted = [(column.name, DECLARED[column.data_type]) for column in columns]
    assert types(folder, "invoices") == [*wanted, ("_file", "VARCHAR")]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("owner_id,team\no1,sales\no2,\n", id="plain"),
        pytest.param("\ufeffowner_id,team\no1,sales\no2,\n", id="byte order mark"),
        pytest.param("owner_id,team\r\no1,sales\r\no2,\r\n", id="CRLF"),
        pytest.param("owner_id,team\no1,sales\no2,", id="no last line break"),
        pytest.param("team,x,owner_id\nsales,1,o1\n,2,o2\n", id="other order, extra column"),
        pytest.param(" Owner_ID ,TEAM\no1,sales\no2,\n", id="header's case and spaces"),
        pytest.param('"owner_id","team"\n"o1","sales"\n"o2",""\n', id="quoted, empty is null"),
        pytest.param("owner_id;team\no1;sales\no2;\n", id="semicolons"),
        pytest.param("owner_id\tteam\no1\tsales\no2\t\n", id="tabs"),
        pytest.param("owner_id,team,\no1,sales,\no2,,\n", id="comma at the line's end"),
        pytest.param('"owner_id","team","a\nb"\no1,sales,1\no2,,2\n', id="header over two lines"),
    ],
)
def test_csv_dialects(folder, content):
    folder.write("owners.csv", content)
    folder.load()
    assert folder.query("select owner_id, team from raw.owners order by 1") == [
        ("o1", "sales"),
        ("o2", None),
    ]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param('{"owner_id":"o1","team":"sales"}\n{"owner_id":"o2"}\n', id="plain"),
        pytest.param('{"owner_id":"o1","team":"sales"}\n\n{"owner_id":"o2","team":""}', id="empty"),
        pytest.param('{"Owner_ID":"o1","x":{},"Team":"sales"}\n{"Owner_ID":"o2"}\n', id="case"),
        pytest.param(
            '\ufeff{"owner_id":"o1","team":"sales"}\r\n{"owner_id":"o2","team":null}\r\n',
            id="byte order mark",
        ),
    ],
)
def test_json_lines(folder, content):
    folder.write("owners.jsonl", content)
    folder.load()
    assert folder.query("select owner_id, team from raw.owners order by 1") == [
        ("o1", "sales"),
        ("o2", None),
    ]


def test_nested_json_becomes_text(folder):
    event = '"event_id":"e","account_id":"a","event_name":"n","occurred_at":"2026-01-02T03:04:05Z"'
    folder.write("usage_events.jsonl", f'{{{event},"properties":{{"seats":[1,2]}}}}\n')
    folder.load()
    assert folder.query("select properties from raw.usage_events") == [('{"seats":[1,2]}',)]


def test_compressed_text(folder):
    folder.write("owners.csv.gz", gzip.compress(b"owner_id\no1\n"))
    folder.write("plans.jsonl.gz", gzip.compress(b'{"plan_id":"p1"}\n'))
    folder.load()
    assert folder.query("select owner_id from raw.owners") == [("o1",)]
    assert folder.query("select plan_id from raw.plans") == [("p1",)]


def test_quoted_line_breaks_and_quotation_marks(folder):
    folder.write("owners.csv", 'owner_id,owner_name\no1,"a\nb ""c"", d"\n')
    folder.load()
    assert folder.query("select owner_name from raw.owners") == [('a\nb "c", d',)]


@pytest.mark.parametrize("content", ["owner_id,team", "owner_id,team\n"])
def test_a_header_alone_is_no_rows(folder, content):
    folder.write("owners.csv", content)
    assert folder.load().tables["owners"].rows == 0


TIMES = {
    "2026-01-02T03:04:05": datetime(2026, 1, 2, 3, 4, 5),
    "2026-01-02 03:04:05.25": datetime(2026, 1, 2, 3, 4, 5, 250000),
    "2026-01-02T03:04:05Z": datetime(2026, 1, 2, 3, 4, 5),
    "2026-01-02T03:04:05+02:00": datetime(2026, 1, 2, 1, 4, 5),
    "2026-01-02 03:04:05 -0530": datetime(2026, 1, 2, 8, 34, 5),
    "2026-01-02 03:04:05 UTC": datetime(2026, 1, 2, 3, 4, 5),
    "2026-01-02": datetime(2026, 1, 2),
}


def test_times_become_utc(folder):
    invoices = [f"{text},c,{text}\n" for text in TIMES]
    events = [f"{text},a,n,{text}\n" for text in TIMES]
    folder.write("invoices.csv", "invoice_id,customer_id,issued_at\n" + "".join(invoices))
    folder.write(
        "usage_events.csv", "event_id,account_id,event_name,occurred_at\n" + "".join(events)
    )
    folder.load()
    assert dict(folder.query("select invoice_id, issued_at from raw.invoices")) == TIMES
    assert dict(folder.query("select event_id, occurred_at from raw.usage_events")) == TIMES


def test_a_date_given_as_a_time(folder):
    header = "payment_id,attempted_at,card_expires_on\n"
    folder.write("payments.csv", header + "p,2026-01-01,2026-01-31T00:00:00Z\n")
    folder.load()
    assert folder.query("select card_expires_on from raw.payments") == [(date(2026, 1, 31),)]


def test_numbers_and_booleans_as_people_write_them(folder):
    rows = ["true,3,1", "False,3.0,1.5", "1, 4 ,1.23456789", "0,-5,1e2", "yes,,", "No,+6,0"]
    lines = [f"p{index},{row}" for index, row in enumerate(rows)]
    folder.write(
        "plans.csv", "\n".join(["plan_id,is_addon,interval_count,unit_amount", *lines, ""])
    )
    folder.load()
    sql = "select is_addon, interval_count, unit_amount from raw.plans order by plan_id"
    assert folder.query(sql) == [
        (True, 3, Decimal(1)),
        (False, 3, Decimal("1.5")),
        (True, 4, Decimal("1.234568")),
        (False, -5, Decimal(100)),
        (True, None, None),
        (False, 6, Decimal(0)),
    ]


def test_other_types_in_parquet(folder):
    folder.parquet(
        "plans.parquet",
        "select 17.0::double as PLAN_ID, 3::bigint as interval_count, 2.5::double as unit_amount, "
        "'true' as is_addon, 1::integer as is_free, [{'up_to': 1}] as price_tiers, "
        "null::integer as currency",
    )
    folder.parquet(
        "invoices.parquet",
        "select 'i' as invoice_id, 'c' as customer_id, 5 as total, 1.5::decimal(9, 2) as tax, "
        "timestamptz '2026-01-02 03:04:05+02' as issued_at, date '2026-02-01' as due_at, "
        "timestamp_ns '2026-01-02 03:04:05' as paid_at, '2026-01-02T00:00:00+01:00' as "
        "period_started_at, null::integer as period_ended_at",
    )
    folder.load()
    assert folder.query("select * exclude (_file) from raw.plans")[0][0] == "17"
    sql = "select interval_count, unit_amount, is_addon, is_free, price_tiers from raw.plans"
    assert folder.query(sql) == [(3, Decimal("2.5"), True, True, '[{"up_to":1}]')]
    sql = (
        "select total, tax, issued_at, due_at, paid_at, period_started_at, period_ended_at "
        "from raw.invoices"
    )
    assert folder.query(sql) == [
        (
            Decimal(5),
            Decimal("1.5"),
            datetime(2026, 1, 2, 1, 4, 5),
            datetime(2026, 2, 1),
            datetime(2026, 1, 2, 3, 4, 5),
            datetime(2026, 1, 1, 23),
            None,
        )
    ]


def test_mixed_formats_and_layouts_of_one_table(folder):
    folder.write("owners.csv", "owner_id,team\no1,a\n")
    folder.write("owners/b.csv", "team;owner_id\nb;o2\n")
    folder.write("owners/c.jsonl", '{"owner_id":"o3"}\n')
    folder.parquet("owners/d.parquet", "select 'o4' as owner_id, 'd' as team")
    folder.parquet("owners/e.parquet", "select 'e' as team, 5::bigint as owner_id")
    report = folder.load()
    assert report.tables["owners"].rows == report.tables["owners"].files == 5
    assert folder.query("select owner_id, team, _file from raw.owners order by 1") == [
        ("5", "e", "owners/e.parquet"),
        ("o1", "a", "owners.csv"),
        ("o2", "b", "owners/b.csv"),
        ("o3", None, "owners/c.jsonl"),
        ("o4", "d", "owners/d.parquet"),
    ]


SPEND = {
    "csv": "channel,amount\nads,5\n",
    "jsonl": '{"channel":"ads","amount":5}\n',
    "parquet": "select 'ads' as channel, 5 as amount",
}


@pytest.mark.parametrize("kind", SPEND)
def test_a_declared_column_may_be_a_hive_folder(folder, kind):
    path = f"marketing_spend/Spend_Date=2026-01-01/day=9/part.{kind}"
    (folder.parquet if kind == "parquet" else folder.write)(path, SPEND[kind])
    folder.load()
    assert folder.query("select spend_date, channel, amount from raw.marketing_spend") == [
        (date(2026, 1, 1), "ads", Decimal(5))
    ]


def test_a_files_own_column_wins_over_a_hive_folder(folder):
    folder.parquet("owners/team=folder/a.parquet", "select 'o1' as owner_id, 'file' as team")
    folder.write("owners/team=__HIVE_DEFAULT_PARTITION__/b.csv", "owner_id\no2\n")
    folder.write("owners/team=north%20sea/c.csv", "owner_id\no3\n")
    folder.load()
    assert folder.query("select owner_id, team from raw.owners order by 1") == [
        ("o1", "file"),
        ("o2", None),
        ("o3", "north sea"),
    ]


def test_odd_paths(folder):
    names = ["it's", "two words", "Zoë", "a[1]*?", "50%", "{a,b}", 'say "x"', "a1bc"]
    folder_name = "marketing_spend/spend_date=2026-01-01"
    paths = [f"{folder_name}/{name}/{name}.{kind}" for name in names for kind in SPEND]
    for path in paths:
        kind = path.rsplit(".")[-1]
        (folder.parquet if kind == "parquet" else folder.write)(path, SPEND[kind])
    folder.load()
    rows = folder.query("select _file, amount from raw.marketing_spend order by 1")
    assert rows == [(path, Decimal(5)) for path in sorted(paths)]


def test_a_long_file_with_line_breaks_in_values_is_read_whole(folder):
    rows = "".join(f'o{index},"first\nsecond {index}"\n' for index in range(150_000))
    folder.write("owners.csv", "owner_id,owner_name\n" + rows)
    folder.load()
    sql = "select count(*), count(distinct owner_name), min(length(owner_name)) from raw.owners"
    assert folder.query(sql) == [(150_000, 150_000, 14)]
