"""What must hold of the marts of the website: sessions, landing pages, paths and clicks."""

from expectations.facts import Facts
from expectations.rules import Rule, between, no_rows, not_null, unique

VERDICTS = ("better", "worse", "alike", "too_few")
OUTCOMES = ("registration", "exit")
MOST_SESSIONS_LOST = 0.5
"""A week with so much smaller a number of sessions than the one before is worth a look."""


def rules(_facts: Facts) -> dict[str, list[Rule]]:
    """The rules of each mart of the website."""
    return {
        "web_sessions": _web_sessions(),
        "landing_pages": _landing_pages(),
        "page_paths": _page_paths(),
        "page_clicks": _page_clicks(),
        "page_click_grid": _page_click_grid(),
    }


def _web_sessions() -> list[Rule]:
    key = ("session_date", "channel", "landing_page")
    shares = ("bounce_rate", "engagement_rate", "prospect_registration_rate")
    return [
        unique(*key),
        *(not_null(column, key=key) for column in key),
        *(between(share, 0, 1, key=key) for share in shares),
        no_rows(
            "parts_are_of_the_sessions",
            "Bounced, engaged and prospects' sessions are sessions, and those who register are"
            " engaged prospects.",
            f"select {', '.join(key)}, sessions, bounces, registrations from {{batch}}"
            " where bounces + registrations > sessions or engaged_sessions > sessions"
            " or prospect_sessions > sessions or registrations > prospect_sessions"
            " or registrations > engaged_sessions or visitors > sessions",
            column="sessions",
        ),
        no_rows(
            "tracking_did_not_stop",
            "No day but the last one lacks half of the sessions that it had a week before.",
            "select later.session_date, later.sessions, earlier.sessions as sessions_before from"
            " (select session_date, sum(sessions) as sessions from {batch} group by session_date)"
            " as earlier inner join"
            " (select session_date, sum(sessions) as sessions from {batch} group by session_date)"
            " as later on later.session_date = earlier.session_date + interval '7' day"
            f" where later.sessions < {MOST_SESSIONS_LOST} * earlier.sessions"
            " and earlier.sessions >= 100"
            " and later.session_date < (select max(session_date) from {batch})",
            severity="warning",
            column="sessions",
        ),
    ]


def _landing_pages() -> list[Rule]:
    key = ("date_month", "landing_page")
    shares = (
        "share_of_sessions", "bounce_rate", "prospect_registration_rate", "qualified_rate",
        "customer_rate", "p_value", "adjusted_p_value",
    )  # fmt: skip
    return [
        unique(*key),
        not_null("landing_page", key=key),
        *(between(share, 0, 1, key=key) for share in shares),
        no_rows(
            "verdict_is_known",
            f"A verdict is one of {', '.join(VERDICTS)}.",
            f"select {', '.join(key)}, verdict from {{batch}} where verdict not in {VERDICTS}",
            column="verdict",
        ),
        no_rows(
            "verdict_follows_the_p_value",
            "A page is better or worse where its adjusted p-value is below 0.05, and only there.",
            f"select {', '.join(key)}, verdict, adjusted_p_value from {{batch}}"
            " where (verdict in ('better', 'worse')) <> coalesce(adjusted_p_value < 0.05, false)"
            " or verdict = 'better' and rate_difference < 0"
            " or verdict = 'worse' and rate_difference > 0",
            column="verdict",
        ),
        no_rows(
            "rates_lie_in_their_intervals",
            "A rate, and a difference of rates, lies between the ends of its interval.",
            f"select {', '.join(key)}, prospect_registration_rate, rate_difference from {{batch}}"
            " where prospect_registration_rate < prospect_registration_rate_low - 0.000001"
            " or prospect_registration_rate > prospect_registration_rate_high + 0.000001"
            " or rate_difference not between rate_difference_low and rate_difference_high",
            column="prospect_registration_rate",
        ),
        no_rows(
            "leads_narrow",
            "Customers are qualified leads, qualified leads registered, who registered was there.",
            f"select {', '.join(key)}, registrations, qualified_leads, customers from {{batch}}"
            " where customers > qualified_leads or qualified_leads > registrations"
            " or registrations > prospect_sessions",
            column="registrations",
        ),
    ]


def _page_paths() -> list[Rule]:
    key = ("date_month", "outcome", "path")
    return [
        unique(*key),
        no_rows(
            "outcome_is_known",
            f"An outcome is one of {', '.join(OUTCOMES)}.",
            f"select {', '.join(key)} from {{batch}} where outcome not in {OUTCOMES}",
            column="outcome",
        ),
        between("conversion_rate", 0, 1, key=key),
        between("median_seconds", 0, 86400, key=key, why="a session ends at midnight"),
        no_rows(
            "shares_add_up",
            "The shares of a month and outcome add up to 1.",
            "select date_month, outcome, sum(share_of_outcome) as total from {batch}"
            " group by date_month, outcome having abs(sum(share_of_outcome) - 1) > 0.000001",
            column="share_of_outcome",
        ),
    ]


def _page_clicks() -> list[Rule]:
    key = ("date_month", "page_path", "element_id")
    ratios = ("share_of_page_clicks", "mean_x_ratio", "mean_y_ratio")
    return [
        unique(*key),
        *(between(ratio, 0, 1, key=key) for ratio in ratios),
        no_rows(
            "what_is_clicked_was_seen",
            "A page that is clicked was viewed in the month.",
            f"select {', '.join(key)}, clicks, page_views from {{batch}} where page_views = 0",
            severity="warning",
            column="page_views",
        ),
    ]


def _page_click_grid() -> list[Rule]:
    key = ("date_month", "page_path", "x_tenth", "y_tenth")
    return [
        unique(*key),
        between("x_tenth", 0, 9, key=key),
        between("y_tenth", 0, 9, key=key),
        between("click_density", 0, 100, key=key, why="it is a percentage of the clicks"),
    ]
