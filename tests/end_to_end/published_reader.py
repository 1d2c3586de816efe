"""A reader of the published copy, as a process of its own: reads until told to stop.

Appends a line of JSON for each read: what it saw of the run in the manifest, the database and the
Parquet files, how rows compare with the manifest, and the marks that a test has left in tables.
"""

import json
import os
import sys
from pathlib import Path

import duckdb


def read(published: Path) -> dict[str, object]:
    """One read: the link is resolved once, all else follows from it."""
    folder = published.resolve(strict=True)
    manifest = json.loads((folder / "manifest.json").read_text())
    with duckdb.connect(
        str(folder / "saas360.duckdb"), read_only=True, config={"threads": 1}
    ) as connection:

        def ask(sql: str) -> list[str]:
            return sorted(str(value) for (value,) in connection.execute(sql).fetchall())

        counts = " union all ".join(
            f"select '{label}', count(*) from {label}" for label in manifest["tables"]
        )
        found = dict(connection.execute(counts).fetchall())
        return {
            "folder": folder.name,
            "manifest": manifest["run_id"],
            "database": ask("select run_id from quality.published_run"),
            "parquet": ask(
                "select distinct decode(value)"
                f" from parquet_kv_metadata('{folder}/parquet/*/*.parquet')"
                " where decode(key) = 'run_id'"
            ),
            "rows_agree": found == {k: v["rows"] for k, v in manifest["tables"].items()},
            "marks": ask(
                "select distinct industry from customer_360.customers union"
                " select distinct segment from metrics.monthly_revenue where segment_type = 'all'"
                " union select distinct reason from quality.quarantined_rows"
            ),
        }


def main(published: Path, log: Path, stop: Path) -> None:
    """Reads and notes until the file `stop` is there."""
    os.nice(19)  # builds go first
    with log.open("a") as file:
        while not stop.exists():
            file.write(json.dumps(read(published)) + "\n")
            file.flush()


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:]))
