"""What must hold of engagement by week, and of the use of entitlements."""

from expectations.facts import Facts
from expectations.rules import Rule, between, no_rows, unique


def rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of engagement."""
    key = ("week_end", "segment_type", "segment")
    return {
        "engagement": [
            unique(*key),
            between("stickiness", 0, 1, key=key, why="nobody comes on more days than there are"),
            no_rows(
                "active_users_add_up",
                "Active users and accounts are new, retained or resurrected.",
                f"select {', '.join(key)}, weekly_active_users, weekly_active_accounts"
                " from {batch} where weekly_active_users"
                " <> new_users + retained_users + resurrected_users or weekly_active_accounts"
                " <> new_accounts + retained_accounts + resurrected_accounts",
                column="weekly_active_users",
            ),
            no_rows(
                "use_did_not_stop_at_once",
                "No week is without any use where the week before had some.",
                "select later.week_end, later.events from {batch} as later"
                " inner join {batch} as earlier on later.segment_type = earlier.segment_type"
                " and earlier.week_end = later.week_end - interval '7' day"
                " where later.segment_type = 'all' and later.events = 0 and earlier.events > 0",
                severity="warning",
                column="events",
            ),
        ]
    }


def account_rules() -> dict[str, list[Rule]]:
    """The rules of saturation in `customer_360`."""
    key = ("account_id", "week_end", "entitlement")
    return {
        "entitlement_saturation": [
            unique(*key),
            between("saturation", 0, None, key=key),
            between("days_above_80_percent", 0, 28, key=key),
            between("limit_amount", 0, None, key=key),
            no_rows(
                "limit_is_reached_later",
                "A limit that is to be reached is reached on the day or later.",
                f"select {', '.join(key)}, reaches_limit_on from {{batch}}"
                " where reaches_limit_on < week_end",
                column="reaches_limit_on",
            ),
        ]
    }
