"""Writes Superset's assets from what is declared and from the published copy's comments.

    uv run python -m dashboards.superset.make              # assets/, which are committed
    uv run python -m dashboards.superset.make --zip saas360.zip --currency EUR

The zip can be imported as it is: it looks at the published copy of the data folder.
"""

import io
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from dashboards.superset import charts, datasets, layout
from dashboards.superset.declared import dashboards
from dashboards.superset.declared import datasets as declared_datasets
from saas360.settings import PROJECT_DIR, Settings

ASSETS = Path(__file__).parent / "assets"
ANYWHERE = Path("/path/to/data/published/saas360.duckdb")
NOTE = "# Written by `python -m dashboards.superset.make`: change declared/, not this.\n"


def assets(database: Path, *, currency: str, seen_at: Path = ANYWHERE) -> dict[str, str]:
    """All assets: file name to YAML.

    Args:
        database: the published copy whose tables and comments are read.
        currency: ISO code that its amounts are in.
        seen_at: where Superset finds the published copy; an absolute path.

    Raises:
        NotPublished: if a dataset names what the published copy does not have.
    """
    tables = datasets.published_tables(database)
    content: dict[str, Any] = {
        "metadata.yaml": {
            "version": "1.0.0",
            "type": "assets",
            "timestamp": "2026-01-01T00:00:00+00:00",
        },
        f"databases/{datasets.DATABASE}.yaml": _database(seen_at),
    }
    made = {
        name: datasets.as_asset(name, declared, tables, currency)
        for name, declared in declared_datasets().items()
    }
    for name, dataset in made.items():
        content[f"datasets/{datasets.DATABASE}/{name}.yaml"] = dataset
    for dashboard in dashboards():
        content[f"dashboards/{dashboard.name}.yaml"] = layout.as_asset(dashboard)
        for chart in dashboard.charts():
            file = f"charts/{dashboard.name}/{_file_name(chart.title)}.yaml"
            declared = declared_datasets()[chart.dataset]
            content[file] = charts.as_asset(dashboard, chart, declared, made[chart.dataset])
    return {file: _text(what) for file, what in content.items()}


def bundle(files: Mapping[str, str]) -> bytes:
    """The assets as the zip file that Superset imports."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, text in files.items():
            archive.writestr(f"saas360/{file}", text)
    return buffer.getvalue()


def reporting_currency() -> str:
    """The default of the var that says in which currency all amounts are."""
    project = yaml.safe_load((PROJECT_DIR / "dbt_project.yml").read_text())
    return str(project["vars"]["reporting_currency"])


def _database(seen_at: Path) -> dict[str, Any]:
    return {
        "version": "1.0.0",
        "uuid": datasets.DATABASE_UUID,
        "database_name": datasets.DATABASE,
        "sqlalchemy_uri": f"duckdb:///{seen_at}?access_mode=READ_ONLY",
        "expose_in_sqllab": True,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "allow_run_async": False,
        "allow_file_upload": False,
        "extra": {"allows_virtual_table_explore": True},
    }


def _file_name(title: str) -> str:
    letters = "".join(letter if letter.isalnum() else " " for letter in title.lower())
    return "_".join(letters.split())


def _text(content: dict[str, Any]) -> str:
    return NOTE + yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)


def _write(files: Mapping[str, str], folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for file, text in files.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def main(
    data_dir: Annotated[Path | None, typer.Option(help="Data folder of a build.")] = None,
    currency: Annotated[str, typer.Option(help="In which amounts are.")] = "",
    zip_file: Annotated[Path | None, typer.Option("--zip", help="To import as it is.")] = None,
) -> None:
    """Writes assets/, or a zip file to import."""
    settings = Settings() if data_dir is None else Settings(data_dir=data_dir)
    database = settings.published.absolute() / "saas360.duckdb"
    if not database.exists():
        raise SystemExit(f"There is no {database}: build first, or name the folder by --data-dir.")
    currency = currency or reporting_currency()
    if zip_file is None:
        _write(assets(database, currency=currency), ASSETS)
        print(f"Written: {ASSETS}")
        return
    zip_file.write_bytes(bundle(assets(database, currency=currency, seen_at=database)))
    print(f"Written: {zip_file}")


if __name__ == "__main__":
    typer.run(main)
