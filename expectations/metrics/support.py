"""What must hold of the marts of support and of what customers say in surveys.

Shares, bounds and keys are critical. A backlog that grows is the business's own affair; a month in
which most answers are detractors' is a warning, for it is more often a scale read the wrong way.
"""

from datetime import date

from expectations.facts import Facts
from expectations.rules import Rule, accepted, between, no_rows, not_null, unique

NPS_CATEGORIES = ("promoter", "passive", "detractor")
# From so many answers on, an NPS says something.
ENOUGH_ANSWERS = 50
NPS_TO_LOOK_AT = -50


def rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of support by month and of the surveys."""
    return {"support_performance": _performance(facts.as_of), "survey_scores": _surveys()}


def account_rules() -> dict[str, list[Rule]]:
    """The rules of the weekly mart of support in `customer_360`."""
    return {"account_support": _accounts()}


def _performance(as_of: date) -> list[Rule]:
    key = ("date_month", "segment_type", "segment")
    hours = (
        "median_first_reply_hours",
        "p90_first_reply_hours",
        "median_resolution_hours",
        "p90_resolution_hours",
        "tickets_per_100_seats",
    )
    return [
        unique(*key),
        *(between(column, 0, None, key=key) for column in hours),
        between("reopened_rate", 0, 1, key=key, why="it is a share of what was solved"),
        between("repeat_rate", 0, 1, key=key, why="it is a share of what was opened"),
        between("tickets_change_rate", -1, None, key=key, why="no month has less than no ticket"),
        no_rows(
            "nine_in_ten_take_as_long_as_half",
            "The 90th percentile is never below the median.",
            f"select {', '.join(key)}, median_first_reply_hours, p90_first_reply_hours,"
            " median_resolution_hours, p90_resolution_hours from {batch}"
            " where p90_first_reply_hours < median_first_reply_hours"
            " or p90_resolution_hours < median_resolution_hours",
            column="p90_resolution_hours",
        ),
        no_rows(
            "no_month_after_now",
            f"No month begins after {as_of}.",
            f"select {', '.join(key)} from {{batch}} where date_month > date '{as_of}'",
            column="date_month",
        ),
    ]


def _surveys() -> list[Rule]:
    key = ("date_month", "window_months", "survey_type", "segment_type", "segment")
    return [
        unique(*key),
        accepted("survey_type", ("nps", "csat"), severity="critical", key=key),
        between("responses", 1, None, key=key, why="a month without answers has no row"),
        between("response_rate", 0, 1, key=key, why="it is a share of the surveys sent"),
        between("nps", -100, 100, key=key),
        between("nps_margin_of_error", 0, 196, key=key),
        between("csat_mean", 1, 5, key=key),
        no_rows(
            "satisfied_lies_in_its_interval",
            "satisfied_rate lies within satisfied_rate_low and satisfied_rate_high, and these in 0"
            " to 1.",
            f"select {', '.join(key)}, satisfied_rate, satisfied_rate_low, satisfied_rate_high"
            " from {batch} where satisfied_rate < satisfied_rate_low - 0.000001"
            " or satisfied_rate > satisfied_rate_high + 0.000001"
            " or satisfied_rate_low < 0 or satisfied_rate_high > 1",
            column="satisfied_rate",
        ),
        no_rows(
            "answers_add_up",
            "Promoters, passives and detractors are all who answered.",
            f"select {', '.join(key)}, responses, promoters, passives, detractors from {{batch}}"
            " where survey_type = 'nps' and promoters + passives + detractors <> responses",
            column="responses",
        ),
        no_rows(
            "scale_is_read_the_right_way",
            f"From {ENOUGH_ANSWERS} answers on, no month's NPS is below {NPS_TO_LOOK_AT}.",
            "select date_month, responses, nps from {batch} where segment_type = 'all'"
            f" and window_months = 1 and responses >= {ENOUGH_ANSWERS} and nps < {NPS_TO_LOOK_AT}",
            severity="warning",
            column="nps",
        ),
    ]


def _accounts() -> list[Rule]:
    key = ("account_id", "week_end")
    counts = (
        "tickets_28_days",
        "open_tickets",
        "incident_hours_28_days",
        "company_incident_hours_28_days",
        "feature_requests_open",
    )
    return [
        not_null("account_id", key=key),
        unique(*key),
        *(between(column, 0, None, key=key) for column in counts),
        between("csat_score_90_days", 1, 5, key=key),
        between("nps_score", 0, 10, key=key),
        accepted("nps_category", NPS_CATEGORIES, severity="critical", key=key),
        between("availability_28_days", 0, 1, key=key, why="it is a share of the time"),
        no_rows(
            "windows_hold_each_other",
            "The tickets of 28 days are among those of 90.",
            "select account_id, week_end, tickets_28_days, tickets_previous_28_days,"
            " tickets_90_days from {batch}"
            " where tickets_28_days + tickets_previous_28_days > tickets_90_days"
            " or repeated_categories_90_days > tickets_90_days"
            " or reopened_tickets_90_days > tickets_90_days",
            column="tickets_90_days",
        ),
        no_rows(
            "weeks_end_on_sundays",
            "week_end is a Sunday, and no answer is newer than it.",
            "select account_id, week_end, nps_responded_on from {batch}"
            " where date_trunc('week', week_end) <> date_trunc('week', week_end - 6)"
            " or nps_responded_on > week_end",
            column="week_end",
        ),
    ]
