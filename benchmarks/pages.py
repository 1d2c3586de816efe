"""How long the pages take to build and to open, and what they weigh, with thousands of accounts.

    uv run python -m benchmarks.pages --data data --accounts 5000 --repeat 3

Copies the published version of a data folder, repeats its accounts under other ids until there are
so many, and times:
- build: all pages of that, from opening the copy to the last file.
- open: in Chromium, from asking for a page's file until it is loaded and all its charts are drawn;
  a new, empty profile each time.
The weight of a page is its file's and that of the assets that all pages share. It prints medians as
Markdown.
"""

import argparse
import shutil
import statistics
import tempfile
import time
from pathlib import Path

import duckdb

from benchmarks.build import PROJECT_DIR
from dashboards.copy import PublishedCopy
from dashboards.pages.addresses import address_of
from dashboards.site import write_site
from saas360.publish import DATABASE, MANIFEST

CHROMIUM = "/usr/bin/chromium"
TABLES = """
select schema_name || '.' || table_name
from duckdb_columns()
where not internal and column_name = 'account_id'
"""


def main() -> None:
    """Runs what the module's first lines describe."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as temporary:
        version, site = Path(temporary) / "published", Path(temporary) / "site"
        accounts = _multiply(arguments.data / "published", version, arguments.accounts)
        seconds = [_build(version, site) for _ in range(arguments.repeat)]
        with PublishedCopy(version) as copy:
            largest = copy.row(
                "select account_id from customer_360.account_timeline"
                " group by account_id order by count(*) desc, account_id limit 1"
            )["account_id"]
        pages = ["index.html", "customers.html", address_of(largest)]
        count = len(list(site.rglob("*.html")))
        print("| accounts | pages | build, s |\n|---|---|---|")
        print(f"| {accounts:,} | {count:,} | {statistics.median(seconds):.1f} |\n")
        print("| page | opens in, s | file, kB | with assets, MB |\n|---|---|---|---|")
        assets = sum(path.stat().st_size for path in (site / "assets").iterdir())
        for page in pages:
            size = (site / page).stat().st_size
            opened = _open(site / page, arguments.repeat)
            print(f"| {page} | {opened:.2f} | {size / 1e3:,.0f} | {(size + assets) / 1e6:.2f} |")
        sizes = [path.stat().st_size for path in (site / "accounts").iterdir()]
        middle, most, whole = statistics.median(sizes), max(sizes), sum(sizes)
        print(f"\nAccounts' pages: {middle / 1e3:.0f} kB at the median, {most / 1e3:.0f} at most;")
        print(f"together {whole / 1e6:,.0f} MB.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=PROJECT_DIR / "data")
    parser.add_argument("--accounts", type=int, default=5_000)
    parser.add_argument("--repeat", type=int, default=3)
    return parser.parse_args()


def _multiply(published: Path, version: Path, accounts: int) -> int:
    """A copy of a published version with at least so many accounts; gives their number."""
    version.mkdir()
    for name in (DATABASE, MANIFEST):
        shutil.copyfile(published / name, version / name)
    with duckdb.connect(str(version / DATABASE)) as connection:
        count = "select count(*) from customer_360.customers"
        (there,) = connection.execute(count).fetchone() or (0,)
        copies = -(-accounts // there)
        for (table,) in connection.execute(TABLES).fetchall():
            connection.execute(
                f"insert into {table} select copied.* replace"
                f" (account_id || '_' || number as account_id) from {table} as copied,"
                f" range(1, {copies}) as numbers (number) where account_id is not null"
            )
        (made,) = connection.execute(count).fetchone() or (0,)
    return int(made)


def _build(version: Path, site: Path) -> float:
    shutil.rmtree(site, ignore_errors=True)
    started = time.perf_counter()
    with PublishedCopy(version) as copy:
        write_site(site, copy)
    return time.perf_counter() - started


def _open(page: Path, repeat: int) -> float:
    """Seconds until a page is loaded and drawn: the median."""
    from playwright.sync_api import sync_playwright

    seconds = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for _ in range(repeat):
            tab = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
            started = time.perf_counter()
            tab.goto(page.as_uri(), wait_until="load")
            tab.evaluate("saas360.drawAll()")
            seconds.append(time.perf_counter() - started)
            tab.context.close()
        browser.close()
    return statistics.median(seconds)


if __name__ == "__main__":
    main()
