"""Files that must be refused: each message names the file, the column, the value and the line."""

import gzip
from pathlib import Path

import pytest
from test_raw_folder import RawFolder

HEADER = "invoice_id,customer_id,total,issued_at\n"


@pytest.fixture
def folder(tmp_path: Path) -> RawFolder:
    return RawFolder(tmp_path)


def test_a_missing_required_column(folder):
    folder.write("invoices/a.csv", HEADER)
    folder.write("invoices/b.csv", "invoice_id,total\ni1,5\n")
    folder.write("invoices/c.jsonl", '{"invoice_id":"i2","total":5}\n')
    folder.parquet("invoices/d.parquet", "select 'i3' as invoice_id, 5 as total")
    reason = 'column "customer_id": is required but missing; the file\'s columns: '
    assert folder.problems() == [
        f"billing.invoices: invoices/d.parquet: {reason}invoice_id, total",
        f"billing.invoices: invoices/b.csv: {reason}invoice_id, total",
        f"billing.invoices: invoices/c.jsonl: {reason}invoice_id, total",
    ]


def test_a_value_of_another_type_names_sample_count_and_line(folder):
    body = 'i1,"c\n1",5,\n\ni2,c,"12,50",\ni3,c,x,\ni4,c,NaN,\n'
    folder.write("invoices.csv", HEADER + body)
    (problem,) = folder.problems()
    assert problem == (
        'billing.invoices: invoices.csv: column "total": '
        '"12,50" is not a decimal(20, 6) (3 rows; first at line 5)'
    )


MISFITS = [
    ("invoices", "issued_at", "01/02/2026", "a timestamp"),
    ("invoices", "issued_at", "1767312000", "a timestamp"),
    ("invoices", "issued_at", "infinity", "a timestamp"),
    ("invoices", "issued_at", "2026-02-30", "a timestamp"),
    ("invoices", "total", "inf", "a decimal(20, 6)"),
    ("invoices", "total", "1e15", "a decimal(20, 6)"),
    ("plans", "interval_count", "3.5", "an integer"),
    ("plans", "interval_count", "9999999999", "an integer"),
    ("plans", "is_addon", "maybe", "a boolean"),
    ("payments", "card_expires_on", "12/27", "a date"),
]
KEYS = {
    "invoices": {"invoice_id": "i", "customer_id": "c"},
    "plans": {"plan_id": "p"},
    "payments": {"payment_id": "p", "attempted_at": "2026-01-01"},
}


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_misfits_of_every_type_are_all_named_at_once(folder, kind):
    for index, (table, column, text, _) in enumerate(MISFITS):
        row = KEYS[table] | {column: text}
        path = f"{table}/{index}.{kind}"
        if kind == "csv":
            folder.write(path, f"{','.join(row)}\n{','.join(row.values())}\n")
        elif kind == "jsonl":
            fields = ", ".join(f'"{key}": "{value}"' for key, value in row.items())
            folder.write(path, f"{{{fields}}}\n")
        else:
            fields = ", ".join(f"'{value}' as {key}" for key, value in row.items())
            folder.parquet(path, f"select {fields}")
    place = "line 2" if kind == "csv" else "row 1"
    found = [problem.split(": ", 1)[1] for problem in folder.problems()]
    assert sorted(found) == [
        f'{table}/{index}.{kind}: column "{column}": "{text}" is not {wanted} ({place})'
        for table, index, column, text, wanted in sorted(
            (table, index, *rest) for index, (table, *rest) in enumerate(MISFITS)
        )
    ]


@pytest.mark.parametrize(
    "number", ["'nan'::double", "'inf'::double", "1e20::double", "3e14::float"]
)
def test_numbers_in_parquet_that_no_decimal_holds(folder, number):
    query = f"select 'i' as invoice_id, 'c' as customer_id, {number} as total"
    folder.parquet("invoices.parquet", query)
    (problem,) = folder.problems()
    assert 'column "total"' in problem
    assert "is not a decimal(20, 6)" in problem


def test_whole_numbers_in_parquet_that_do_not_fit(folder):
    folder.parquet("plans.parquet", "select 'p' as plan_id, 9999999999::bigint as interval_count")
    (problem,) = folder.problems()
    assert '"9999999999" is not an integer' in problem


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "has no header"),
        ("\n\n", "has no header"),
        (HEADER + "i1,c1,5,,9\n", "line 2 has 5 columns, the header has 4"),
        (HEADER + "i1,c1,5,\ni2,c1\n", "line 3 has 2 columns, the header has 4"),
        (HEADER + 'i1,"c1,5,\ni2,c,5,\n', "line 2 has a quotation mark that is not closed"),
        (HEADER + 'i1,"c"1,5,\n', "line 2 has a quotation mark that is not closed"),
        (
            (HEADER + "i1,caf\n").encode() + b"i2,caf\xe9,5,\n",
            'column "customer_id": "caf\\xe9" is not UTF-8 text (line 3)',
        ),
        (HEADER.encode("utf-16"), "is not UTF-8 text (line 1)"),
        ("invoice_id,customer_id,Invoice_ID\n1,2,3\n", 'column "invoice_id": appears twice'),
        ("invoice_id~customer_id\n1~2\n", 'column "invoice_id": is required but missing'),
    ],
)
def test_broken_csv(folder, content, reason):
    folder.write("invoices/good.csv", HEADER + "i1,c1,5,\n")
    folder.write("invoices/bad.csv", content)
    (problem,) = folder.problems()
    assert problem.startswith(f"billing.invoices: invoices/bad.csv: {reason}")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"invoice_id":"i","customer_id":"c"}\n{"invoice_id":\n', "line 2 is not a JSON object"),
        ('{"invoice_id":"i","customer_id":"c"}\n[1]\n', "line 2 is not a JSON object"),
        ("hello\n", "line 1 is not a JSON object"),
        (
            b'{"invoice_id":"i","customer_id":"c"}\n{"x":"\xe9"}\n',
            '"{"x":"\\xe9"}" is not UTF-8 text (line 2)',
        ),
    ],
)
def test_broken_json_lines(folder, content, reason):
    folder.write("invoices.jsonl", content)
    (problem,) = folder.problems()
    assert problem.startswith(f"billing.invoices: invoices.jsonl: {reason}")


def test_a_broken_parquet_file_among_good_ones(folder):
    good = folder.events("usage_events/good.parquet", "2026-01-01").read_bytes()
    folder.write("usage_events/cut.parquet", good[:-50])
    folder.write("usage_events/empty.parquet", "")
    folder.write("usage_events/text.parquet", "event_id,account_id,event_name,occurred_at\n")
    problems = folder.problems()
    assert [problem.split(": ")[1] for problem in problems] == [
        "usage_events/cut.parquet",
        "usage_events/empty.parquet",
        "usage_events/text.parquet",
    ]
    assert all("is not a readable Parquet file" in problem for problem in problems)


def test_damaged_compression(folder):
    whole = gzip.compress(b"owner_id\n" + b"".join(b"%d\n" % index for index in range(9999)))
    folder.write("owners/cut.csv.gz", whole[:-200])
    folder.write("owners/flipped.csv.gz", whole[:500] + b"\x00\xff\x00\xff" + whole[504:])
    folder.write("owners/none.csv.gz", "owner_id\n1\n")
    problems = folder.problems()
    assert [problem.split(": ")[1] for problem in problems] == [
        "owners/cut.csv.gz",
        "owners/flipped.csv.gz",
        "owners/none.csv.gz",
    ]
    assert all("can't be read" in problem for problem in problems)


def test_all_files_and_kinds_of_fault_are_told_together(folder):
    folder.write("invoices.csv", "invoice_id\n1\n")
    folder.write("plans.csv", "plan_id,is_addon\np,maybe\n")
    folder.write("payments.xlsx", "x")
    folder.write("usage_events/a.parquet", "x")
    folder.write("usage_events.csv", "event_id,account_id,event_name,occurred_at\ne,a,n,soon\n")
    files = {problem.split(": ")[1] for problem in folder.problems()}
    assert files == {
        "invoices.csv",
        "plans.csv",
        "payments.xlsx",
        "usage_events/a.parquet",
        "usage_events.csv",
    }


def test_a_failed_load_leaves_the_relations_of_the_load_before(folder):
    folder.write("owners.csv", "owner_id\no1\n")
    folder.write("plans.csv", "plan_id,is_addon\np1,true\n")
    folder.load()
    before = folder.query("select * from raw.files order by all")
    loaded = folder.query("select * from raw.loaded")
    folder.write("owners.csv", "owner_id\no2\n")
    folder.write("plans.csv", "plan_id,is_addon\np1,perhaps\n")
    assert len(folder.problems()) == 1
    assert folder.query("select owner_id from raw.owners") == [("o1",)]
    assert folder.query("select is_addon from raw.plans") == [(True,)]
    assert folder.query("select * from raw.files order by all") == before
    assert folder.query("select * from raw.loaded") == loaded


def test_a_view_of_events_fails_rather_than_losing_a_value(folder):
    header = "event_id,account_id,event_name,occurred_at\n"
    path = folder.write("usage_events.csv", header + "e,a,n,2026-01-01\n")
    folder.load()
    path.write_text(header + "e,a,n,soon\n")  # rewritten behind the loader's back
    with pytest.raises(Exception, match="not of the declared type: soon"):
        folder.query("select occurred_at from raw.usage_events")
