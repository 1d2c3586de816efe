"""Somebody else's files: a public data set with its own columns and its own oddities."""

import json
from collections import Counter

import duckdb
import pytest

from end_to_end.pipeline import PROJECT_DIR, DataFolder

FILES = PROJECT_DIR.parent / "shared/data/ravenstack"
DOMAINS = ("crm", "billing", "usage", "support", "success")
VARS = json.dumps({"connectors": {domain: ["ravenstack"] for domain in DOMAINS}})

# As listed in the README beside the files.
REPEATED_USAGE_IDS = 21
KNOWN_ODDITIES = {
    "usage_before_its_subscription": 19_142,
    "usage_after_its_subscription": 290,
    "tickets_before_sign_up": 1_077,
    "tickets_without_score": 825,
    "churn_events_on_an_end": 6,
}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FILES.is_dir(), reason=f"there is no data set in {FILES}"),
]


@pytest.fixture(scope="module")
def ravenstack(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """The data set, built and published."""
    folder = DataFolder(tmp_path_factory.mktemp("ravenstack"))
    outcome = folder.build("--raw-dir", FILES, "--vars", VARS)
    assert outcome.status == 0, outcome.output
    return folder


def test_it_is_published_as_of_its_newest_use(ravenstack: DataFolder) -> None:
    assert ravenstack.manifest["as_of"] == "2024-12-31"
    assert ravenstack.published("select count(*) from customer_360.customers") == [(500,)]


def test_each_known_oddity_is_counted(ravenstack: DataFolder) -> None:
    observed = dict(
        ravenstack.published("select observation, rows_observed from quality.data_observations")
    )
    assert {name: observed.get(name) for name in KNOWN_ODDITIES} == KNOWN_ODDITIES


def test_about_nine_subscriptions_per_account_are_open_at_once(ravenstack: DataFolder) -> None:
    ((description,),) = ravenstack.published(
        "select description from quality.data_observations"
        " where observation = 'accounts_with_several_subscriptions'"
    )
    expected = _ask_files(
        "select round(avg(open), 1) from ("
        " select count(*) as open from subscriptions where end_date is null group by account_id)"
    )
    assert description.endswith(f": {expected[0][0]}")


def test_churn_flags_that_contradict_are_counted(ravenstack: DataFolder) -> None:
    """Against both: the subscriptions that are open at the end, and the churn events."""
    observed = dict(
        ravenstack.published("select observation, rows_observed from quality.data_observations")
    )
    ((against_subscriptions, against_events),) = _ask_files(
        """
        select
            count_if(churn_flag = account_id in (
                select account_id from subscriptions
                where end_date is null or end_date > date '2024-12-31'
            )),
            count_if(churn_flag != account_id in (select account_id from churn_events))
        from accounts
        """
    )
    assert observed["churn_flag_against_subscriptions"] == against_subscriptions
    assert observed["churn_flag_against_churn_events"] == against_events


def test_repeated_usage_ids_are_set_aside_and_nothing_else(ravenstack: DataFolder) -> None:
    set_aside = ravenstack.published("select table_name, reason from quality.quarantined_rows")
    assert Counter(set_aside) == {
        ("usage.usage_events", "duplicate of event_id"): REPEATED_USAGE_IDS
    }
    shown = ravenstack.published(
        "select observed_value, message from quality.validation_results"
        " where rule = 'nothing_is_quarantined'"
    )
    assert "100.0" not in str(shown)  # 21 of 25,000 rows


def test_mrr_of_each_month_end_is_that_of_the_subscriptions_in_the_files(
    ravenstack: DataFolder,
) -> None:
    expected = _ask_files(
        """
        with months as (
            from range(date '2023-01-01', date '2025-01-01', interval 1 month)
            select last_day(range) as month_end
        )

        select month_end, sum(mrr_amount)::double, count(distinct account_id)
        from months
        inner join subscriptions
            on start_date <= month_end and (end_date is null or end_date > month_end)
        where mrr_amount > 0
        group by month_end
        order by month_end
        """
    )
    assert len(expected) == 24
    assert (
        ravenstack.published(
            "select last_day(date_month), mrr_end::double, customers_end"
            " from metrics.monthly_revenue where segment_type = 'all' order by date_month"
        )
        == expected
    )


def _ask_files(sql: str) -> list[tuple[object, ...]]:
    """Asks the files themselves."""
    with duckdb.connect() as connection:
        for name in ("accounts", "subscriptions", "churn_events"):
            connection.execute(f"create view {name} as from '{FILES}/ravenstack_{name}.csv'")
        return connection.execute(sql).fetchall()
