"""What is published of sales is what a second computation finds, and what was planted."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from end_to_end.pipeline import DataFolder
from end_to_end.sales_truth import SalesTruth

# The demo's names of what it planted, and the rule that must find each.
RULE_OF = {
    "stage_skipped": ("stage_skipped", None),
    "no_activity": ("no_activity", None),
    "close_date_passed": ("forecast_not_collected", "expected_close_date"),
    "days_in_stage": ("days_in_stage", None),
    "first_reply_late": ("first_reply_late", None),
    "never_contacted": ("first_reply_late", None),
}
FUNNEL = (
    "select cohort_month, segment, stage, entered, moved_on, lost, still_open,"
    " conversion_within_90_days, median_days_to_next, won, lost_in_the_end"
    " from metrics.sales_funnel where funnel = '{funnel}' and segment_type = '{segment_type}'"
)


@pytest.fixture(scope="module")
def truth(demo: DataFolder) -> SalesTruth:
    return SalesTruth(demo)


@pytest.mark.parametrize(("segment_type", "column"), [("all", None), ("owner", "owner_id")])
def test_the_funnel_of_deals_is_that_of_the_raw_files(
    demo: DataFolder, truth: SalesTruth, segment_type: str, column: str | None
) -> None:
    expected = truth.funnel(truth.deal_steps(), lambda deal: deal[column] if column else "all")
    assert len(expected) > 80
    found = demo.published(FUNNEL.format(funnel="deal", segment_type=segment_type))
    assert {row[:3] for row in found} == set(expected)
    for *key, entered, moved, lost, still_open, share, days, won, lost_in_the_end in found:
        measures = (entered, moved, lost, still_open, share, days, won, lost_in_the_end)
        assert measures == pytest.approx(expected[tuple(key)], abs=2e-6), key


def test_the_funnel_of_leads_is_that_of_the_raw_files(demo: DataFolder, truth: SalesTruth) -> None:
    expected = truth.funnel(truth.lead_steps(), lambda _: "all")
    found = {
        row[:3]: row[3:]
        for row in demo.published(FUNNEL.format(funnel="lead", segment_type="all"))
        if row[2] in ("whole_lead", "registered")
    }
    assert set(found) == set(expected)
    for key, measures in expected.items():
        assert found[key] == pytest.approx(measures, abs=2e-6), key


def test_what_each_owner_sold_is_that_of_the_raw_files(demo: DataFolder, truth: SalesTruth) -> None:
    expected = truth.capability()
    columns = list(next(iter(expected.values())))
    found = demo.published(
        f"select date_quarter, window_quarters, member, {', '.join(columns)}"
        " from metrics.sales_capability where member_type = 'owner' and segment_type = 'all'"
    )
    assert {row[:3] for row in found} == set(expected)
    for day, window, owner, *values in found:
        measures = dict(zip(columns, (one and float(one) for one in values), strict=True))
        assert measures == pytest.approx(expected[day, window, owner], abs=1e-4), (day, owner)


@pytest.mark.parametrize(
    ("column", "successes", "others"),
    [
        ("win_rate_adjusted_p_value", "won_deals", "lost_deals"),
        ("reply_in_time_adjusted_p_value", "leads_replied_in_time", None),
    ],
)
def test_owners_are_compared_as_in_a_second_computation(
    demo: DataFolder, truth: SalesTruth, column: str, successes: str, others: str | None
) -> None:
    expected = truth.adjusted_p_values(
        lambda values: values[successes],
        lambda values: values[successes] + values[others] if others else values["leads_judged"],
    )
    assert len(expected) > 20
    found = demo.published(
        f"select date_quarter, window_quarters, member, {column} from metrics.sales_capability"
        f" where member_type = 'owner' and segment_type = 'all' and {column} is not null"
    )
    assert {row[:3]: row[3] for row in found} == pytest.approx(expected, abs=2e-6)


def test_the_slow_seller_is_found_and_nobody_else(demo: DataFolder, truth: SalesTruth) -> None:
    slow = {row["owner_id"] for row in truth.rows("select * from truth.reps where is_slow")}
    assert len(slow) == 1
    found = demo.published(
        "select member, is_reply_slow, is_win_rate_low, date_quarter, median_reply_hours"
        " from metrics.sales_capability where member_type = 'owner' and window_quarters = 4"
        " and segment_type = 'all'"
    )
    assert {member for member, is_slow, *_ in found if is_slow} == slow
    assert {member for member, _, is_low, *_ in found if is_low} == slow
    newest = max(day for *_, day, _ in found)
    hours = {member: hours for member, *_, day, hours in found if day == newest and hours}
    assert max(hours, key=lambda member: hours[member]) in slow
    assert sorted(hours.values())[-2] < 24


def test_each_planted_breach_is_found_by_its_rule(demo: DataFolder, truth: SalesTruth) -> None:
    planted = truth.rows("select * from truth.process_breaches")
    assert {row["rule"] for row in planted} == set(RULE_OF)
    found = {
        tuple(row)
        for row in demo.published(
            "select rule, detail, subject_id from metrics.sales_process_exceptions"
        )
    }
    by_subject = {(rule, subject) for rule, _, subject in found}
    for row in planted:
        rule, detail = RULE_OF[row["rule"]]
        subject = row["opportunity_id"] or row["lead_id"]
        assert (rule, subject) in by_subject, row
        assert detail is None or (rule, detail, subject) in found, row


@pytest.mark.parametrize(
    ("names", "condition"),
    [
        (("first_reply_late", "never_contacted"), "rule = 'first_reply_late'"),
        (("stage_skipped",), "rule = 'stage_skipped'"),
        (("no_activity",), "rule = 'no_activity'"),
        (("days_in_stage",), "rule = 'days_in_stage'"),
        (("close_date_passed",), "detail = 'expected_close_date' and resolved_on is null"),
        ((), "rule = 'missing_fields'"),
        ((), "detail = 'forecast_category'"),
    ],
)
def test_no_breach_is_found_where_none_was_planted(
    demo: DataFolder, truth: SalesTruth, names: tuple[str, ...], condition: str
) -> None:
    planted = {
        row["opportunity_id"] or row["lead_id"]
        for row in truth.rows("select * from truth.process_breaches")
        if row["rule"] in names
    }
    found = demo.published(
        f"select subject_id from metrics.sales_process_exceptions where {condition}"
    )
    assert {subject for (subject,) in found} <= planted


def test_silences_are_those_of_the_raw_activities(demo: DataFolder, truth: SalesTruth) -> None:
    expected = truth.silences(timedelta(days=21))
    assert expected
    found = demo.published(
        "select subject_id, since, resolved_on from metrics.sales_process_exceptions"
        " where rule = 'no_activity'"
    )
    assert set(found) == expected


def test_a_missed_close_lasts_from_the_day_after_until_the_deal_closes(
    demo: DataFolder, truth: SalesTruth
) -> None:
    expected: set[tuple[str, date, date | None]] = {
        (
            deal["opportunity_id"],
            deal["expected_close_date"] + timedelta(days=1),
            deal["closed_on"],
        )
        for deal in truth.deals
        if deal["expected_close_date"] < (deal["closed_on"] or truth.as_of)
    }
    found = demo.published(
        "select subject_id, since, resolved_on from metrics.sales_process_exceptions"
        " where rule = 'forecast_not_collected' and detail = 'expected_close_date'"
    )
    assert set(found) == expected


def test_a_renewal_of_unknown_intent_is_a_breach_thirty_days_before_its_term_ends(
    demo: DataFolder, truth: SalesTruth
) -> None:
    """For accounts whose renewals the demo knows; asked since the first intent that was told."""
    renewals = truth.rows(
        """
        select
            tasks.account_id,
            opened_on,
            term_end,
            if(renewal_intent in ('yes', 'no'), contacted_at::date, null) as told_on,
            least(left_on, term_end) as window_ended_on,
        from truth.tasks
        left join raw.task_outcomes using (task_id)
        left join truth.departures
            on departures.account_id = tasks.account_id and left_on > opened_on
        where kind = 'renewal'
        """
    )
    first_told = min(one["told_on"] for one in renewals if one["told_on"])
    expected = set()
    for one in renewals:
        since = max(one["term_end"] - timedelta(days=30), one["opened_on"])
        if (
            since <= truth.as_of
            and since < one["window_ended_on"]
            and one["term_end"] > first_told
            and (one["told_on"] is None or one["told_on"] > since)
        ):
            expected.add((one["account_id"], since))
    found = demo.published(
        "select subject_id, since from metrics.sales_process_exceptions"
        " where detail = 'renewal_intent'"
    )
    known = {one["account_id"] for one in renewals}
    assert expected
    assert {one for one in found if one[0] in known} == expected


@pytest.mark.exhaustive
def test_built_as_of_an_earlier_day_it_says_what_was_known_then(
    demo: DataFolder, copy_of_demo: Callable[[str], DataFolder]
) -> None:
    earlier = date(2026, 6, 30)
    columns = "rule, subject_id, detail, since"
    known = demo.published(
        f"select {columns}, case when resolved_on <= date '{earlier}' then resolved_on end"
        f" from metrics.sales_process_exceptions where since <= date '{earlier}'"
    )
    assert {row[0] for row in known} >= {"first_reply_late", "no_activity", "stage_skipped"}
    rebuilt = copy_of_demo("sales_as_of")
    outcome = rebuilt.build("--as-of", str(earlier))
    assert outcome.status == 0, outcome.output
    found = rebuilt.published(
        f"select {columns}, resolved_on from metrics.sales_process_exceptions"
    )
    assert set(found) == set(known)


def test_names_of_sellers_are_not_published(demo: DataFolder, truth: SalesTruth) -> None:
    names = {row["owner_name"] for row in truth.rows("select * from raw.owners")}
    assert names
    for table in ("sales_capability", "crm_completeness"):
        members = demo.published(f"select distinct member from metrics.{table}")
        assert not names & {member for (member,) in members}
