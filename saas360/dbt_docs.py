"""dbt docs as one static page: models, columns, tests and their lineage, for readers of the pages.

`dbt docs generate --static` writes the page, in this process and without opening a database; the
types of the columns come from the published copy, so that a build under way is not in the way, and
nothing that is not published is shown with its shape. That works for Spark's targets as well.

Not here: what the page says (the YAML beside the models), where it is linked from (`dashboards`).
"""

import hashlib
import json
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

import duckdb

from saas360.dbt import Dbt, manifest_file
from saas360.settings import PROJECT_DIR, Settings

PAGE = "dbt_docs.html"
STAMP = "made of "  # the page's first line says of which project and columns it was made


def write_dbt_docs(settings: Settings, folder: Path, dbt: Dbt | None = None) -> Path | None:
    """Writes dbt docs as one static file, or leaves the former one where nothing changed.

    Args:
        settings: say where the parsed project and the published copy lie.
        folder: where the page goes, under the name `dbt_docs.html`.
        dbt: the parsed project of a running build; without it, the one on disk or a new one.

    Returns:
        The page; None where nothing has been published, since then there is nothing to describe.

    Raises:
        DbtError: if the project does not parse.
    """
    database = settings.published / "saas360.duckdb"
    if not database.exists():
        return None
    dbt = dbt or Dbt(settings)
    dbt.manifest  # noqa: B018  (parses and writes the file, unless it is current)
    manifest = json.loads(manifest_file(settings).read_bytes())
    catalog = _catalog(manifest, database)
    stamp = _stamp(manifest, catalog)
    page = folder / PAGE
    if page.exists() and stamp in _first_line(page):
        return page
    former = settings.published / "pages" / PAGE
    folder.mkdir(parents=True, exist_ok=True)
    if former.exists() and stamp in _first_line(former):
        shutil.copyfile(former, page)
        return page
    page.write_text(f"<!-- {STAMP}{stamp} -->\n" + _rendered(dbt, catalog), encoding="utf-8")
    return page


def _rendered(dbt: Dbt, catalog: dict[str, Any]) -> str:
    """The page that dbt writes, with the columns of the published copy."""
    with tempfile.TemporaryDirectory() as target:
        dbt.write_docs(Path(target))
        page = (Path(target) / "static_index.html").read_text(encoding="utf-8")
        empty = (Path(target) / "catalog.json").read_text(encoding="utf-8")
    filled = json.loads(empty) | catalog
    text = json.dumps(filled, separators=(",", ":")).replace("</", "<\\/")
    if empty not in page:
        raise ValueError("dbt docs has another shape than expected: no catalog in its page")
    # Pictures that dbt's page asks for under names which are not filled in yet, one per table.
    page = page.replace(' xlink:href="{{', ' ng-attr-xlink:href="{{')
    page = re.sub(r"<link[^>]*favicon[^>]*>", "", page)
    # Where the project lies on this machine is nobody's business.
    return page.replace(empty, text, 1).replace(str(PROJECT_DIR), ".")


def _catalog(manifest: dict[str, Any], database: Path) -> dict[str, Any]:
    """The published tables in the shape of dbt's catalog.json."""
    with duckdb.connect(str(database), read_only=True) as connection:
        columns = connection.execute(
            "select schema_name, table_name, column_name, data_type, column_index, comment"
            " from duckdb_columns() where not internal order by all"
        ).fetchall()
    by_table: dict[tuple[str, str], dict[str, Any]] = {}
    for schema, table, column, kind, index, comment in columns:
        by_table.setdefault((schema, table), {})[column] = {
            "type": kind,
            "index": index,
            "name": column,
            "comment": comment,
        }
    nodes = {
        unique_id: {
            "unique_id": unique_id,
            "metadata": {
                "type": "BASE TABLE",
                "database": node["database"],
                "schema": node["schema"],
                "name": node["alias"],
                "comment": None,
                "owner": None,
            },
            "columns": by_table[node["schema"], node["alias"]],
            "stats": {},
        }
        for unique_id, node in manifest["nodes"].items()
        if (node["schema"], node.get("alias")) in by_table and node["resource_type"] == "model"
    }
    return {"nodes": nodes, "sources": {}, "errors": None}


def _stamp(manifest: dict[str, Any], catalog: dict[str, Any]) -> str:
    """A hash of what the page shows; when the project was parsed is not part of it."""
    shown = [{key: value for key, value in manifest.items() if key != "metadata"}, catalog]
    text = json.dumps(_without_times(shown), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _without_times(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_times(v) for k, v in value.items() if k != "created_at"}
    return [_without_times(each) for each in value] if isinstance(value, list) else value


def _first_line(page: Path) -> str:
    with page.open(encoding="utf-8") as lines:
        return lines.readline()
