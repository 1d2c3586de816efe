"""What must hold of the marts of acquisition: channels, customers and what they cost, slipping."""

from expectations.facts import Facts
from expectations.rules import Rule, accepted, between, no_rows, not_null, unique

MODELS = ("first_touch", "last_touch", "linear", "position_based")
FACTORS = ("visits", "registration_rate", "leads", "win_rate")
STANDINGS = ("above", "below", "alike", "too_few")


def rules(facts: Facts) -> dict[str, list[Rule]]:
    """The rules of each mart of acquisition."""
    return {
        "channel_performance": _channels(),
        "unit_economics": _unit_economics(),
        "cohort_payback": _payback(),
        "acquisition_factors": _factors(),
        "acquisition_comparison": _comparison(),
    }


def _channels() -> list[Rule]:
    key = ("date_month", "segment_type", "segment")
    counts = ("spend", "impressions", "clicks", "visits", "leads", "customers")
    shared_out = " or ".join(
        f"abs(sum({model}_{measure}) - sum({counted})) > 0.01"
        for model in MODELS
        for measure, counted in (("leads", "leads"), ("customers", "customers"), ("mrr", "new_mrr"))
    )
    return [
        unique(*key),
        not_null("segment", key=key),
        *(between(count, 0, None, key=key) for count in counts),
        between("win_rate", 0, 1, key=key, why="it is a share of the leads"),
        between("registration_rate", 0, 1, key=key, why="it is a share of the visits"),
        no_rows(
            "funnel_narrows",
            "No more leads are qualified than registered, and no more are won than qualified.",
            f"select {', '.join(key)}, leads, qualified_leads, won_leads from {{batch}}"
            " where qualified_leads > leads or won_leads > qualified_leads",
            column="qualified_leads",
        ),
        no_rows(
            "attribution_shares_out_what_there_was",
            "Each model of attribution shares out the leads, customers and new MRR of the month.",
            "select date_month, segment_type from {batch}"
            f" group by date_month, segment_type having {shared_out}",
            column="linear_customers",
        ),
        no_rows(
            "clicks_follow_impressions",
            "An advertisement is not clicked more often than it is shown.",
            f"select {', '.join(key)}, impressions, clicks from {{batch}}"
            " where segment_type = 'channel' and impressions > 0 and clicks > impressions",
            severity="warning",
            column="clicks",
        ),
        no_rows(
            "leads_did_not_stop_at_once",
            "No complete month is without any lead, where the month before had some.",
            "select later.date_month from (select date_month, sum(leads) as leads from {batch}"
            " where segment_type = 'all' and is_complete group by date_month) as later"
            " inner join (select date_month, sum(leads) as leads from {batch}"
            " where segment_type = 'all' group by date_month) as earlier"
            " on earlier.date_month = later.date_month - interval '1' month"
            " where later.leads = 0 and earlier.leads > 0",
            severity="warning",
            column="leads",
        ),
    ]


def _unit_economics() -> list[Rule]:
    key = ("date_month", "segment_type", "segment")
    amounts = (
        "acquisition_spend", "customer_acquisition_cost", "customer_lifetime_value",
        "payback_months",
    )  # fmt: skip
    return [
        unique(*key),
        *(between(amount, 0, None, key=key) for amount in amounts),
        no_rows(
            "only_new_customers_have_a_cost",
            "There is a CAC where there are new customers, and only there.",
            f"select {', '.join(key)}, new_customers from {{batch}}"
            " where (new_customers > 0) <> (customer_acquisition_cost is not null)",
            column="customer_acquisition_cost",
        ),
        no_rows(
            "blended_cost_is_not_above_that_of_new_customers",
            "Who is won back lowers the CAC and does not raise it.",
            f"select {', '.join(key)} from {{batch}}"
            " where blended_customer_acquisition_cost > customer_acquisition_cost + 0.01",
            column="blended_customer_acquisition_cost",
        ),
        no_rows(
            "segments_bear_all_spend",
            "The spend of a type's segments is that of the company.",
            "select each.date_month, each.segment_type, each.spend from"
            " (select date_month, segment_type, sum(acquisition_spend) as spend from {batch}"
            " group by date_month, segment_type) as each inner join"
            " (select date_month, acquisition_spend as spend from {batch}"
            " where segment_type = 'all') as company on each.date_month = company.date_month"
            " where abs(each.spend - company.spend) > 0.01",
            column="acquisition_spend",
        ),
    ]


def _payback() -> list[Rule]:
    key = ("cohort_month", "segment_type", "segment", "months_since")
    return [
        unique(*key),
        between("months_since", 0, None, key=key),
        between("break_even_month", 0, None, key=key),
        no_rows(
            "cohort_keeps_its_size_and_spend",
            "A cohort has the same customers and spend in all its months.",
            "select cohort_month, segment_type, segment from {batch}"
            " group by cohort_month, segment_type, segment"
            " having min(customers) <> max(customers)"
            " or min(acquisition_spend) <> max(acquisition_spend)",
            column="customers",
        ),
        no_rows(
            "nobody_pays_nothing_back",
            "A cohort without customers brings nothing in and never breaks even.",
            f"select {', '.join(key)} from {{batch}} where customers = 0"
            " and (cumulative_mrr <> 0 or break_even_month is not null)",
            column="break_even_month",
        ),
    ]


def _factors() -> list[Rule]:
    key = ("date_month", "segment_type", "segment")
    return [
        unique(*key),
        accepted("slipping_factor", FACTORS, severity="critical", key=key),
        *(between(rate, 0, 1, key=key) for rate in ("registration_rate", "win_rate")),
        no_rows(
            "what_slips_has_fallen",
            "A slipping factor has fallen, in a complete month, by more than chance explains.",
            f"select {', '.join(key)}, slipping_factor, slipping_change from {{batch}}"
            " where slipping_factor is not null"
            " and (slipping_change >= 0 or slipping_p_value >= 0.05 or not is_complete)",
            column="slipping_factor",
        ),
        no_rows(
            "parts_add_up_to_the_change",
            "What the factors did to the customers adds up to their change.",
            f"select {', '.join(key)}, customers_change from {{batch}} where"
            " abs(customers_change_by_leads + customers_change_by_win_rate - customers_change)"
            " > 0.001",
            column="customers_change",
        ),
    ]


def _comparison() -> list[Rule]:
    key = ("period", "segment_type", "segment")
    rates = ("registration_rate", "win_rate", "registration_p_value", "win_p_value")
    return [
        unique(*key),
        *(
            accepted(f"{measure}_standing", STANDINGS, severity="critical", key=key)
            for measure in ("win", "registration")
        ),
        *(between(rate, 0, 1, key=key) for rate in rates),
        no_rows(
            "cost_lies_in_its_interval",
            "A CAC lies between the ends of its interval.",
            f"select {', '.join(key)}, customer_acquisition_cost from {{batch}}"
            " where customer_acquisition_cost < customer_acquisition_cost_low - 0.01"
            " or customer_acquisition_cost > customer_acquisition_cost_high + 0.01",
            column="customer_acquisition_cost",
        ),
        no_rows(
            "small_samples_have_no_standing",
            "Where a sample is too small there is no p-value, and nothing stands above or below.",
            f"select {', '.join(key)}, win_standing from {{batch}}"
            " where (win_standing = 'too_few') <> (win_p_value is null)"
            " or (registration_standing = 'too_few') <> (registration_p_value is null)",
            column="win_standing",
        ),
    ]
