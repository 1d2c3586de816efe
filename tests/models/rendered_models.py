"""A model's SQL for DuckDB without dbt: for tests that run it on thousands of made-up rows."""

from functools import cache
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment

from saas360.settings import PROJECT_DIR

MACROS = (
    "rules/rate.sql",
    "rules/as_money.sql",
    "rules/statistics.sql",
    "rules/experiment_statistics.sql",
    "engine/rounded.sql",
)


class _Adapter:
    """Finds DuckDB's version of a macro, as dbt's adapter does."""

    def __init__(self, macros: dict[str, Any]) -> None:
        self.macros = macros

    def dispatch(self, name: str) -> Any:
        return self.macros[f"duckdb__{name}"]


@cache
def environment() -> Environment:
    """Jinja with the project's macros of statistics; `ref` gives a model's bare name."""
    found = Environment(extensions=["jinja2.ext.do"])
    found.globals |= {
        "ref": lambda name: name,
        "adapter": _Adapter(found.globals),
    }
    for file in MACROS:
        module = found.from_string((PROJECT_DIR / "macros" / file).read_text()).module
        found.globals |= {
            name: macro for name, macro in vars(module).items() if not name.startswith("_")
        }
    return found


def macro_sql(call: str) -> str:
    """The SQL of one call of a macro, such as `normal_quantile('share')`."""
    return environment().from_string("{{ " + call + " }}").render()


def create(connection: duckdb.DuckDBPyConnection, model: str, variables: dict[str, Any]) -> None:
    """Makes the table of a model out of the tables that it refers to."""
    path = next(Path(PROJECT_DIR / "models").rglob(f"{model}.sql"))
    sql = environment().from_string(path.read_text()).render(var=variables.__getitem__)
    connection.execute(f"create or replace table {model} as {sql}")
