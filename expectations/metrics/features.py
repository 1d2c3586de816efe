"""What must hold of the marts of features: how they are adopted, kept, and which are key."""

from expectations.facts import Facts
from expectations.rules import Rule, between, no_rows, not_null, unique

WINDOWS = (30, 60, 90)
NAMES_SHOWN = 20


def rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of each mart of features."""
    return {
        "feature_adoption": _adoption(),
        "feature_retention": _retention(),
        "key_features": _key_features(),
    }


def account_rules() -> dict[str, list[Rule]]:
    """The rules of the marts of features in `customer_360`."""
    return {"account_features": _account_features(), "account_breadth": _breadth()}


def _adoption() -> list[Rule]:
    key = ("date_month", "segment_type", "segment", "feature")
    return [
        unique(*key),
        not_null("feature", key=key),
        between("reach", 0, 1, key=key, why="it is a share of the customers"),
        no_rows(
            "no_more_users_than_customers",
            "No feature is used by more accounts than there are customers.",
            f"select {', '.join(key)}, customers, accounts_using from {{batch}}"
            " where accounts_using > customers or accounts_using_first_time > accounts_using",
            column="accounts_using",
        ),
        no_rows(
            "only_what_is_used_has_events",
            "A feature has events where accounts use it, and only there.",
            f"select {', '.join(key)}, accounts_using, events from {{batch}}"
            " where (accounts_using > 0) <> (events > 0)",
            column="events",
        ),
        no_rows(
            "use_did_not_stop_at_once",
            "No complete month is without any use by customers, where the month before had some.",
            "select later.date_month, sum(later.events) as events"
            " from {batch} as later"
            " inner join {batch} as earlier"
            " on later.segment_type = earlier.segment_type and later.segment = earlier.segment"
            " and later.feature = earlier.feature"
            " and earlier.date_month = later.date_month - interval '1' month"
            " where later.segment_type = 'all' and later.is_complete"
            " group by later.date_month having sum(later.events) = 0 and sum(earlier.events) > 0",
            severity="warning",
            column="events",
        ),
    ]


def _retention() -> list[Rule]:
    key = ("cohort_month", "feature", "months_since")
    return [
        unique(*key),
        between("feature_retention", 0, 1, key=key, why="it is a share of the cohort's accounts"),
        no_rows(
            "all_begin_in_their_month",
            "In its own month the whole cohort uses the feature.",
            f"select {', '.join(key)}, accounts, accounts_using from {{batch}}"
            " where months_since = 0 and accounts_using <> accounts",
            column="accounts_using",
        ),
    ]


def _key_features() -> list[Rule]:
    key = ("window_days", "feature")
    shares = ("user_retention", "non_user_retention", "p_value", "adjusted_p_value")
    return [
        unique(*key),
        no_rows(
            "window_is_known",
            f"A window is one of {', '.join(map(str, WINDOWS))} days.",
            f"select {', '.join(key)} from {{batch}} where window_days not in {WINDOWS}",
            column="window_days",
        ),
        *(between(share, 0, 1, key=key) for share in shares),
        no_rows(
            "users_and_others_add_up",
            "Users and others are all customers of the window.",
            f"select {', '.join(key)}, users, non_users, customers from {{batch}}"
            " where users + non_users <> customers",
            column="customers",
        ),
        no_rows(
            "lift_lies_in_its_interval",
            "A lift lies between the ends of its interval.",
            f"select {', '.join(key)}, raw_lift, adjusted_lift from {{batch}}"
            " where raw_lift not between raw_lift_low and raw_lift_high"
            " or adjusted_lift not between adjusted_lift_low and adjusted_lift_high",
            column="adjusted_lift",
        ),
        no_rows(
            "small_samples_have_no_rank",
            "Where the sample is too small there is no rank, and nothing is key.",
            f"select {', '.join(key)}, feature_rank from {{batch}}"
            " where not is_sufficient and (feature_rank is not null or is_key)",
            column="feature_rank",
        ),
    ]


def _account_features() -> list[Rule]:
    key = ("account_id", "feature")
    return [
        unique(*key),
        no_rows(
            "every_event_is_mapped",
            "Every event that the product sends has its feature in the seed product_features.",
            "select feature, count(*) as accounts, max(last_used_on) as last_used_on"
            " from {batch} where module = 'unmapped' group by feature order by accounts desc",
            severity="warning",
            column="feature",
            sample_size=NAMES_SHOWN,
        ),
        no_rows(
            "only_customers_abandon",
            "What an account that is no customer does not use is not abandoned.",
            f"select {', '.join(key)} from {{batch}} where is_abandoned and not is_customer",
            column="is_abandoned",
        ),
        between("days_to_first_use", 0, None, key=key, why="use on trial counts as day 0"),
    ]


def _breadth() -> list[Rule]:
    key = ("account_id",)
    shares = ("breadth_28_days", "breadth_previous_28_days")
    return [
        not_null("account_id"),
        unique("account_id"),
        *(between(share, 0, 1, key=key, why="it is a share of the product") for share in shares),
    ]
