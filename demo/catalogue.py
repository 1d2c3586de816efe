"""The stories and coupons of the demo company. Their notation is explained in `stories.py`."""

from __future__ import annotations

from dataclasses import dataclass

from demo.stories import Story

STEADY = (
    Story("steady", 4, "begin@0"),
    Story("steady_weekly", 2, "begin@0", lowest=2, highest=2, billing="week"),
    Story("steady_quarterly", 2, "begin@0", lowest=3, highest=3, billing="quarter"),
    Story("steady_volume", 2, "begin@0", lowest=4, billing="year"),
    Story("steady_graduated", 3, "begin@0", lowest=3, highest=3, billing="month"),
    Story("internal_test", 1, "begin@0", lowest=3, is_internal=True),
)

CHANGES = (
    Story("growing", 5, "begin@0 seats:1.4@2+3~20 seats:1.3@4+3~20 seats:1.5@6~20", lowest=2),
    Story("shrinking", 2, "begin@0 seats:0.7@3~20 seats:0.6@5+3~20", lowest=2),
    Story("upgraded", 3, "begin@0 plan:up@4~20", highest=3),
    Story("downgraded", 2, "begin@0 plan:down@4~20", lowest=2),
    Story("moved_to_yearly", 1, "begin@0 plan:year@4", highest=3, billing="month"),
    Story("negotiated_price", 1, "begin@0 price:0.85@5", lowest=2, highest=2),
    Story("negotiated_tiers", 1, "begin@0 price:0.9@5", lowest=3, highest=3),
    Story("addon", 2, "begin@0 addon@2~15"),
    Story("addon_dropped", 1, "begin@0 addon@0 addon_end@5~10"),
    Story("swapped_up", 1, "begin@0 end@5 2.begin:up@5", highest=3),
    Story("swapped_down", 1, "begin@0 end@5 2.begin:down@5", lowest=2),
    Story("swapped_equal", 1, "begin@0 end@5 2.begin@5"),
    Story("two_subscriptions", 1, "begin@0 2.begin:down@2+5 2.end@6+8~20", lowest=2),
    Story("two_currencies", 1, "begin@0 2.begin:customer2/other_currency@2"),
    Story("one_day", 1, "begin@0 end@0 2.begin@0+3"),
    Story("incomplete", 1, "incomplete@0 end@0+1 2.begin@0+2"),
)

TRIALS = (
    Story("trial_converted", 4, "trial@0 convert@0+14 seats:1.3@5~15"),
    Story("trial_abandoned", 3, "trial@0 end@0+14"),
    Story("trial_then_back", 2, "trial@0 end@0+14 2.begin@5"),
    Story("in_trial", 2, "trial@0 convert@0+14", ends_after=(0, 6)),
)

DEPARTURES = (
    Story("left_at_period_end", 5, "begin@0 request@6-12 end:voluntary@6", billing="month"),
    Story("left_yearly", 2, "begin@0 request@12-40 end:voluntary@12", billing="year"),
    Story("left_at_once", 3, "begin@0 end:voluntary@3+9~15"),
    Story(
        "left_after_failed_payments",
        3,
        "begin@0 past_due@4 end:payment_failed@4+21",
        billing="month",
    ),
    Story(
        "left_unpaid", 1, "begin@0 past_due@4 unpaid@4+21 end:payment_failed@4+60", billing="month"
    ),
    Story("left_free", 1, "begin@0 plan:free@4 end:voluntary@7"),
    Story(
        "cancels_later",
        2,
        "begin@0 request@5 end:voluntary@6",
        billing="month",
        fastest=1,
        ends_after=(5, 10),
    ),
    Story("lost_within_month", 1, "begin@0+3 end:voluntary@0+17", in_month=True),
    Story("returned", 2, "begin@0 end:voluntary@4 2.begin@8", billing="month", fastest=2),
    Story(
        "returned_as_other_customer",
        1,
        "begin@0 end:voluntary@4 2.begin:customer2@8",
        billing="month",
        fastest=2,
    ),
    Story("back_within_month", 1, "begin@0 end:voluntary@4+5 2.begin@4+15", in_month=True),
)

INTERRUPTIONS = (
    Story("past_due_recovered", 2, "begin@0 past_due@3 recover@3+9", billing="month"),
    Story("past_due_long", 1, "begin@0 past_due@3 recover@3+40", billing="month"),
    Story("past_due_now", 1, "begin@0 past_due@5", billing="month", ends_after=(5, 10)),
    Story("unpaid_recovered", 1, "begin@0 past_due@3 unpaid@3+21 recover@3+50", billing="month"),
    Story("unpaid_now", 1, "begin@0 past_due@4 unpaid@4+21", billing="month", ends_after=(4, 40)),
    Story("paused", 2, "begin@0 pause@3+10 resume@4+20", billing="month"),
    Story("paused_within_month", 1, "begin@0 pause@3+3 resume@3+10", in_month=True),
    Story("paused_now", 1, "begin@0 pause@4 resume@7", fastest=3, ends_after=(4, 20)),
)

FREE_AND_METERED = (
    Story("paid_to_free", 1, "begin@0 plan:free@5+4~10"),
    Story("free_to_paid", 1, "begin:free@0 plan:paid@3+4~10"),
    Story("free_only", 1, "begin:free@0"),
    Story("metered_only", 1, "begin:metered@0"),
    Story("paid_to_metered", 1, "begin@0 plan:metered@4+6"),
    Story("metered_extra", 1, "begin@0 metered@1"),
)

COUPONED = (
    Story("coupon_once_percent", 1, "begin@0 coupon:welcome@0"),
    Story("coupon_once_amount", 1, "begin@0 coupon:voucher@0"),
    Story("coupon_repeating_percent", 1, "begin@0 coupon:half_year@0"),
    Story("coupon_repeating_amount", 1, "begin@0 coupon:four_months@1"),
    Story("coupon_forever_percent", 1, "begin@0 coupon:partner@0"),
    Story("coupon_forever_amount", 1, "begin@0 addon@0 coupon:loyal@2"),
    Story("coupon_free_months", 1, "begin@0 coupon:on_us@3"),
    Story("coupon_compounding", 1, "begin@0 coupon:twenty@0 coupon:ten@0", lowest=2),
    Story("coupon_too_large", 1, "begin@0 coupon:oversized@3"),
    Story(
        "coupon_of_customer", 1, "begin@0 2.begin:down@1 coupon:friend@2 coupon:loyal@4", lowest=2
    ),
    Story("coupon_in_other_currency", 1, "begin@0 coupon:foreign@2"),
    Story("coupon_removed", 1, "begin@0 coupon:withdrawn@0"),
)

STORIES: tuple[Story, ...] = (
    *STEADY,
    *CHANGES,
    *TRIALS,
    *DEPARTURES,
    *INTERRUPTIONS,
    *FREE_AND_METERED,
    *COUPONED,
)


@dataclass(frozen=True)
class Coupon:
    """One coupon.

    Attributes:
        code: How steps name it.
        scope: What it applies to: item, subscription or customer.
        percent_off: Per cent taken off, or None.
        amount_share: The amount off as a share of the item's price per period, or None.
        duration: once, repeating or forever.
        months: How long it runs; None if it has no end or lasts one billing period.
        is_foreign: Whether its currency is another than the subscription's.
    """

    code: str
    scope: str
    percent_off: float | None
    amount_share: float | None
    duration: str
    months: int | None
    is_foreign: bool = False


COUPONS: tuple[Coupon, ...] = (
    Coupon("welcome", "subscription", 25, None, "once", None),
    Coupon("voucher", "customer", None, 0.2, "once", None),
    Coupon("half_year", "subscription", 30, None, "repeating", 6),
    Coupon("four_months", "item", None, 0.2, "repeating", 4),
    Coupon("partner", "item", 15, None, "forever", None),
    Coupon("loyal", "customer", None, 0.1, "forever", None),
    Coupon("on_us", "subscription", 100, None, "repeating", 3),
    Coupon("twenty", "item", 20, None, "forever", None),
    Coupon("ten", "subscription", 10, None, "forever", None),
    Coupon("oversized", "subscription", None, 1.5, "repeating", 2),
    Coupon("friend", "customer", 10, None, "forever", None),
    Coupon("foreign", "subscription", None, 0.3, "forever", None, is_foreign=True),
    Coupon("withdrawn", "subscription", 20, None, "forever", 7),
)
