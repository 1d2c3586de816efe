"""The working database: DuckDB in memory, spilling to a temporary folder when it must."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import duckdb

from demo.catalogue import COUPONS, STORIES
from demo.stories import Step, read_steps

COUNTED_SHARES = 100
FEWEST_SELLERS = 4


def open_database(spill_dir: Path, memory_limit: str, threads: int) -> duckdb.DuckDBPyConnection:
    """Opens an empty working database with the schemas `story`, `raw` and `truth`.

    Args:
        spill_dir: An existing folder for what does not fit into memory.
        memory_limit: DuckDB's limit, such as "6GB".
        threads: Number of threads; the rows made do not depend on it.

    Returns:
        A connection, to be closed by the caller.
    """
    connection = duckdb.connect(
        config={
            "memory_limit": memory_limit,
            "temp_directory": str(spill_dir),
            "threads": threads,
            "preserve_insertion_order": True,
        }
    )
    connection.execute("set timezone = 'UTC'")
    for schema in ("story", "raw", "truth"):
        connection.execute(f"create schema {schema}")
    return connection


def set_variables(
    connection: duckdb.DuckDBPyConnection, *, accounts: int, seed: int, end: date, months: int
) -> None:
    """Tells the SQL scripts what to make; they read these by `getvariable`.

    Args:
        connection: The working database.
        accounts: Number of accounts.
        seed: Seed of all chance.
        end: Last day of the history.
        months: Length of the history in calendar months, the one of `end` included.
    """
    owners = 4 + accounts // 120
    first_day = first_of_month(end, 1 - months)
    cutoff = datetime.combine(end + timedelta(days=1), datetime.min.time())
    variables: dict[str, int | date | datetime] = {
        "accounts": accounts,
        "owners": owners,
        # A third of the owners sell; more are added until there is one for 40 accounts.
        "more_sellers": max(0, max(FEWEST_SELLERS, accounts // 40) - owners // 3),
        "seed": seed,
        "months": months,
        "first_day": first_day,
        "market_from": first_of_month(first_day, -2),
        "last_day": end,
        "cutoff": cutoff,
        "signup_from": cutoff - timedelta(days=540),
        "signup_to": cutoff - timedelta(days=60),
    }
    for name, value in variables.items():
        connection.execute(f"set variable {name} = $1", [value])


def first_of_month(day: date, months: int) -> date:
    """The first day of the month that is some months after (or, below 0, before) a day's."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def quoted(path: Path) -> str:
    """A path as an SQL string."""
    return "'" + str(path).replace("'", "''") + "'"


def run_script(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Runs one of the scripts in `demo/sql`.

    Args:
        connection: The working database.
        name: The file's name without `.sql`.
    """
    connection.execute(files("demo").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8"))


def load_catalogue(connection: duckdb.DuckDBPyConnection) -> None:
    """Loads stories, their scripts and the coupons into `story.stories`, `.script`, `.coupons`."""
    connection.execute(
        "create table story.stories (story varchar, place_from int, place_to int, span int,"
        " is_open bool, ends_after_days int, lowest int, highest int, billing varchar,"
        " fastest int, in_month bool, is_internal bool)"
    )
    connection.execute(
        "create table story.script (story varchar, step_no int, subscription_no int, verb varchar,"
        " argument varchar, months int, days int, spread int, customer_no int, level_change int,"
        " new_family varchar, new_billing varchar, is_foreign bool, factor double)"
    )
    connection.execute(
        "create table story.coupons (code varchar, scope varchar, percent_off double,"
        " amount_share double, duration varchar, months int, is_foreign bool)"
    )
    place = 0
    for story in STORIES:
        connection.execute(
            f"insert into story.stories values ({', '.join('?' * 12)})",
            [
                story.name,
                place,
                place + story.share - 1,
                story.span,
                story.ends_after is not None,
                story.ends_after[1] if story.ends_after else 0,
                story.lowest,
                story.highest,
                story.billing,
                story.fastest,
                story.in_month,
                story.is_internal,
            ],
        )
        connection.executemany(
            f"insert into story.script values ({', '.join('?' * 14)})",
            [
                [story.name, number, *script_row(step)]
                for number, step in enumerate(read_steps(story.steps), start=1)
            ],
        )
        place += story.share
    if place != COUNTED_SHARES:
        raise ValueError(f"the stories' shares add up to {place}, not {COUNTED_SHARES}")
    connection.executemany(
        f"insert into story.coupons values ({', '.join('?' * 7)})",
        [[getattr(coupon, field.name) for field in fields(coupon)] for coupon in COUPONS],
    )


def script_row(step: Step) -> list[object]:
    """A step as a row of `story.script`, its argument taken apart.

    Args:
        step: The step.

    Returns:
        The columns from subscription_no on.
    """
    words = (step.argument or "").split("/")
    level_change = {"up": 1, "down": -1}
    factor = float(words[0]) if step.verb in ("seats", "price") else None
    family = next((word for word in words if word in ("free", "metered", "paid")), None)
    customer = next((int(word[8:]) for word in words if word.startswith("customer")), None)
    return [
        step.subscription,
        step.verb,
        step.argument,
        step.months,
        step.days,
        step.spread,
        customer,
        sum(level_change.get(word, 0) for word in words),
        family if step.verb != "metered" else None,
        "year" if "year" in words else None,
        "other_currency" in words,
        factor,
    ]
