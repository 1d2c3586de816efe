"""What must hold of the marts of sales: breaches of procedure, the funnel, what sellers can do.

Shares, identities and keys are critical. That the standard procedure is breached is the business's
own affair; that the CRM has stages which nobody has put in order is a warning.
"""

from datetime import date

from expectations.facts import Facts
from expectations.rules import Rule, accepted, between, no_rows, not_null, unique

BREACHED = (
    "first_reply_late",
    "days_in_stage",
    "no_activity",
    "forecast_not_collected",
    "trial_gone_quiet",
    "stage_skipped",
    "missing_fields",
)
MEMBER_TYPES = ("owner", "team", "all")
WHOLE_WAYS = ("whole_deal", "whole_lead")
NAMES_SHOWN = 20


def rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of each mart of sales."""
    return {
        "sales_process_exceptions": _exceptions(facts.as_of),
        "crm_completeness": _completeness(),
        "sales_funnel": _funnel(facts.as_of),
        "sales_capability": _capability(facts.as_of),
    }


def _exceptions(as_of: date) -> list[Rule]:
    key = ("rule", "subject_type", "subject_id", "detail", "since")
    return [
        unique(*key),
        not_null("subject_id", key=key),
        accepted("rule", BREACHED, severity="critical", key=key),
        accepted("subject_type", ("lead", "opportunity", "account"), severity="critical", key=key),
        between("days", 0, None, key=key, why="no breach ends before it began"),
        no_rows(
            "no_breach_after_now",
            f"No breach begins or ends after {as_of}.",
            f"select {', '.join(key)}, resolved_on from {{batch}}"
            f" where since > date '{as_of}' or resolved_on > date '{as_of}'",
            column="since",
        ),
    ]


def _completeness() -> list[Rule]:
    key = ("member_type", "member", "record_type", "field")
    shares = ("filled_rate", "touched_30_days_rate", "touched_90_days_rate")
    return [
        unique(*key),
        accepted("member_type", MEMBER_TYPES, severity="critical", key=key),
        between("records", 1, None, key=key, why="who has no record has no row"),
        *(between(share, 0, 1, key=key, why="it is a share of the records") for share in shares),
        no_rows(
            "windows_hold_each_other",
            "What was touched in 30 days was in 90.",
            f"select {', '.join(key)}, touched_30_days, touched_90_days from {{batch}}"
            " where touched_30_days > touched_90_days",
            column="touched_90_days",
        ),
    ]


def _funnel(as_of: date) -> list[Rule]:
    key = ("cohort_month", "funnel", "segment_type", "segment", "stage")
    shares = ("conversion_rate", "conversion_within_90_days", "conversion_to_won_rate")
    return [
        unique(*key),
        *(between(share, 0, 1, key=key) for share in shares),
        between("median_days_to_next", 0, None, key=key),
        no_rows(
            "who_entered_is_somewhere",
            "Who entered a stage moved on, was lost from it or stands there.",
            f"select {', '.join(key)}, entered, moved_on, lost, still_open from {{batch}}"
            " where entered <> moved_on + lost + still_open",
            column="entered",
        ),
        no_rows(
            "no_month_after_now",
            f"No cohort is of a month after {as_of}.",
            f"select {', '.join(key)} from {{batch}} where cohort_month > date '{as_of}'",
            column="cohort_month",
        ),
        no_rows(
            "every_stage_has_its_place",
            "Every stage of the CRM has its place in the seed sales_stages.",
            "select stage, sum(entered) as deals from {batch} where segment_type = 'all'"
            f" and stage_order = 0 and stage not in {(*WHOLE_WAYS, 'unknown')}"
            " group by stage order by deals desc",
            severity="warning",
            column="stage",
            sample_size=NAMES_SHOWN,
        ),
    ]


def _capability(as_of: date) -> list[Rule]:
    key = ("date_quarter", "window_quarters", "member_type", "member", "segment_type", "segment")
    shares = (
        "win_rate",
        "win_rate_low",
        "win_rate_high",
        "win_rate_adjusted_p_value",
        "expansion_rate",
        "renewal_rate",
        "forecast_accuracy",
        "reply_in_time_rate",
        "reply_in_time_adjusted_p_value",
    )
    return [
        unique(*key),
        accepted("member_type", MEMBER_TYPES, severity="critical", key=key),
        *(between(share, 0, 1, key=key) for share in shares),
        between("attainment", 0, None, key=key),
        between("median_reply_hours", 0, None, key=key),
        between("median_cycle_days", 0, None, key=key),
        no_rows(
            "win_rate_lies_in_its_interval",
            "A win rate lies between the ends of its interval.",
            f"select {', '.join(key)}, win_rate, win_rate_low, win_rate_high from {{batch}}"
            " where win_rate < win_rate_low - 0.000001 or win_rate > win_rate_high + 0.000001",
            column="win_rate",
        ),
        no_rows(
            "only_what_was_tested_is_flagged",
            "Nobody is called slow or weak without a test that says so.",
            f"select {', '.join(key)}, win_rate_adjusted_p_value from {{batch}}"
            " where (is_win_rate_low and coalesce(win_rate_adjusted_p_value, 1) >= 0.05)"
            " or (is_reply_slow and coalesce(reply_in_time_adjusted_p_value, 1) >= 0.05)",
            column="is_win_rate_low",
        ),
        no_rows(
            "no_quarter_after_now",
            f"No quarter begins after {as_of}.",
            f"select {', '.join(key)} from {{batch}} where date_quarter > date '{as_of}'",
            column="date_quarter",
        ),
    ]
