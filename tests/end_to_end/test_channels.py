"""What is published of channels is what a second computation from the raw files finds."""

import pytest

from end_to_end.channel_truth import ChannelTruth, standings
from end_to_end.pipeline import DataFolder


@pytest.fixture(scope="module")
def truth(demo: DataFolder) -> ChannelTruth:
    return ChannelTruth(demo)


def test_spend_of_a_channel_is_that_of_the_raw_rows(demo: DataFolder, truth: ChannelTruth) -> None:
    found = {
        (month, channel): float(spend)
        for month, channel, spend in demo.published(
            "select date_month, segment, spend from metrics.channel_performance"
            " where segment_type = 'channel' and spend > 0"
        )
    }
    assert len(found) > 100
    assert found == pytest.approx(
        {key: spend for key, spend in truth.spend().items() if spend > 0}, abs=0.01
    )


def test_leads_are_shared_out_as_by_hand(demo: DataFolder, truth: ChannelTruth) -> None:
    found = {
        (month, channel): credits
        for month, channel, *credits in demo.published(
            "select date_month, segment, first_touch_leads, last_touch_leads, linear_leads,"
            " position_based_leads from metrics.channel_performance"
            " where segment_type = 'channel' and linear_leads > 0"
        )
    }
    expected = truth.credits()
    assert found.keys() == expected.keys()
    assert sum(credits[0] != credits[1] for credits in expected.values()) > 30
    for key, credits in expected.items():
        assert found[key] == pytest.approx(credits, abs=1e-4), key


def test_win_rates_are_those_of_the_raw_leads(demo: DataFolder, truth: ChannelTruth) -> None:
    found = {
        channel: (leads, customers)
        for channel, leads, customers in demo.published(
            "select segment, leads, customers from metrics.acquisition_comparison"
            " where period = 'all_time' and segment_type = 'channel' and leads > 0"
        )
    }
    assert found == truth.outcomes()
    assert sum(customers for _, customers in found.values()) > 50


def test_the_good_channel_is_cheap_and_the_poor_one_dear(
    demo: DataFolder, truth: ChannelTruth
) -> None:
    ratios = dict(
        demo.published(
            "select segment, win_ratio from metrics.acquisition_comparison"
            " where period = 'all_time' and segment_type = 'channel'"
        )
    )
    costs = demo.published(
        "select segment from metrics.acquisition_comparison"
        " where period = 'all_time' and segment_type = 'channel' and customers > 0"
        " order by customer_acquisition_cost"
    )
    (good,) = (channel for channel, place in truth.planted().items() if place == "above")
    (poor,) = (channel for channel, place in truth.planted().items() if place == "below")
    assert (costs[0], costs[-1]) == ((good,), (poor,))
    assert ratios[good] > 1 > ratios[poor]


def test_no_channel_is_flagged_that_is_like_the_others(
    demo: DataFolder, truth: ChannelTruth
) -> None:
    for measure, planted in (("win", truth.planted()), ("registration", {})):
        assert standings(demo, "channel", measure).items() <= planted.items()
