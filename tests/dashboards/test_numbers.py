"""What pages show equals queries on the published copy that know nothing of the pages' own SQL."""

from pathlib import Path

import pytest
from looking import looking_at
from playwright.sync_api import Browser

from dashboards.copy import PublishedCopy

pytestmark = pytest.mark.slow


def numbers(copy: PublishedCopy, sql: str) -> list[float]:
    return [float(next(iter(row.values()))) for row in copy.rows(sql)]


KEPT_HALF_A_YEAR = """
    with mrr as (select * from metrics.monthly_recurring_revenue),
    first as (select account_id, min(date_month) as cohort from mrr where is_new group by all),
    german as (
        select * from first join customer_360.customers using (account_id)
        where country = 'DE' and cohort + interval 6 month <=
            (select max(date_month) from metrics.monthly_revenue where is_complete)
    )
    select count(*) filter (where is_active) / count(*) from german
    left join mrr on mrr.account_id = german.account_id
        and mrr.date_month = cohort + interval 6 month
"""


def test_churn(browser: Browser, site: Path, published: PublishedCopy) -> None:
    lost = numbers(
        published,
        "select count(*) filter (where is_churned) from metrics.monthly_recurring_revenue"
        " where date_month <= (select max(date_month) from metrics.monthly_revenue"
        " where is_complete) group by date_month order by date_month",
    )
    begun = numbers(
        published,
        "select count(*) filter (where is_active) from metrics.monthly_recurring_revenue"
        " group by date_month order by date_month",
    )
    all_who_left = numbers(published, "select count(*) from metrics.customer_departures")
    kept = numbers(
        published,
        "with first as (select account_id, min(date_month) as cohort"
        " from metrics.monthly_recurring_revenue where is_new group by all)"
        " select count(*) filter (where mrr.is_active) / count(*) from first"
        " join metrics.monthly_recurring_revenue as mrr using (account_id)"
        " where cohort = (select min(cohort) from first)"
        " and date_month = cohort + interval 12 month",
    )
    (small,) = published.rows(
        "select count(*) filter (where is_complete) as months, sum(churned_customers) as lost,"
        " sum(customers_start) as begun from (select * from metrics.monthly_revenue"
        " where segment_type = 'size_band' and is_complete and segment = '10-49'"
        " order by date_month desc limit 12)"
    )
    with looking_at(browser, site, "churn") as looked:
        rate = looked.traces("Churn rate by month")[0]["y"]
        (reasons,) = looked.traces("Reasons of all who left")
        (cohorts,) = looked.traces("Customers kept, by month of beginning")
        bands = looked.bands("Churn rate by month")
        looked.choose("Monthly customer churn by plan, last twelve months", "Size of company")
        (sizes,) = looked.traces("Monthly customer churn by size of company, last twelve months")
        looked.choose("Customers kept, by plan", "Country")
        (countries,) = looked.traces("Customers kept, by country")
    assert rate[1:] == pytest.approx(
        [left / before for left, before in zip(lost[1:], begun, strict=False)]
    )
    assert sum(reasons["values"]) == all_who_left[0]
    assert cohorts["z"][0][12] == pytest.approx(kept[0])
    assert bands == {(0.05, 0.07), (0.03, 0.05)}  # as PayPro Global has them
    by_size = dict(zip(sizes["y"], sizes["x"], strict=True))
    assert by_size["10-49"] == pytest.approx(float(small["lost"] / small["begun"]))
    assert countries["z"][countries["y"].index("DE")][6] == pytest.approx(
        numbers(published, KEPT_HALF_A_YEAR)[0]
    )


def test_pricing(browser: Browser, site: Path, published: PublishedCopy) -> None:
    moves = numbers(
        published,
        "select sum(changes) from metrics.plan_changes"
        " where coalesce(from_plan_tier, '') <> coalesce(to_plan_tier, '')",
    )
    variants = {
        row["experiment_name"]: row["verdict"].replace("_", " ")
        for row in published.rows("select * from metrics.experiments where not is_control")
    }
    (brought,) = numbers(
        published,
        "select sum(mrr_after - mrr_before) from metrics.price_changes"
        " where change_kind = 'plan_up'",
    )
    upgrades = numbers(
        published,
        "select count(*) from (select distinct from_plan_tier, to_plan_tier"
        " from metrics.plan_changes where direction = 'upgrade'"
        " and from_plan_tier <> to_plan_tier)",
    )
    intervals = {
        (float(row["difference_low"]), float(row["difference_high"]))
        for row in published.rows("select * from metrics.experiments where not is_control")
    }
    with looking_at(browser, site, "pricing") as looked:
        (changes,) = looked.traces("MRR won or given up by the changes themselves")
        (bars,) = looked.traces("Conversion less control's, with its interval")
        (stream,) = looked.traces("Moves between tiers, from left to right")
        shown = {cells[0]: cells[2] for cells in looked.cells("What experiments showed")
                 if cells[2] != "control"}  # fmt: skip
    assert sum(stream["link"]["value"]) == moves[0]
    assert shown == variants
    assert stream["link"]["color"].count("rgba(46, 125, 85, 0.45)") == upgrades[0]
    assert dict(zip(changes["y"], changes["x"], strict=True))["plan up"] == pytest.approx(brought)
    arms = zip(bars["x"], bars["error_x"]["arrayminus"], bars["error_x"]["array"], strict=True)
    drawn = {(round(at - low, 6), round(at + high, 6)) for at, low, high in arms}
    assert drawn == intervals


def test_payments(browser: Browser, site: Path, published: PublishedCopy) -> None:
    sums = published.row(
        "select sum(recovered_amount) as won, count(*) as invoices from metrics.dunning"
    )
    failed = numbers(
        published,
        "select failed_attempts / attempts from metrics.payment_performance"
        " where segment_type = 'all'",
    )
    (at_risk,) = numbers(published, "select sum(mrr_at_risk) from metrics.expiring_cards")
    by_card = numbers(
        published,
        "select failed_attempts / attempts from metrics.payment_performance"
        " where segment_type = 'payment_method_type' and segment = 'card' order by date_month",
    )
    with looking_at(browser, site, "payments") as looked:
        assert looked.card("Won back") == pytest.approx(float(sums["won"]))
        assert looked.card("Invoices that failed") == sums["invoices"]
        assert looked.card("MRR on cards that expire") == pytest.approx(at_risk)
        (first, *_) = looked.page.locator(".listing td a").all()
        assert (site / first.get_attribute("href")).exists()
        amounts = {
            trace["name"]: sum(trace["y"])
            for trace in looked.traces("Amounts that failed, and what became of them")
        }
        codes = looked.traces("Share of attempts that fail, by reason of failure")
        looked.choose("Share of attempts that fail, by reason of failure", "Payment method")
        methods = looked.traces("Share of attempts that fail, by payment method")
    assert amounts["Won back"] == pytest.approx(float(sums["won"]))
    shares: dict[str, float] = {}
    for code in codes:
        for month, share in zip(code["x"], code["y"], strict=True):
            shares[month] = shares.get(month, 0) + share
    assert sorted(shares.values()) == pytest.approx(sorted(share for share in failed if share))
    assert next(each["y"] for each in methods if each["name"] == "card") == pytest.approx(by_card)


# The axis, where its reference range is drawn, and where that is named.
LOG_AXIS = """title => {
    const { layout } = [...document.querySelectorAll(".block")]
        .find(block => block.querySelector("h3").firstChild.textContent.trim() === title)
        .querySelector(".drawing");
    return [layout.yaxis.type, layout.shapes.map(({ y1 }) => y1),
        layout.annotations.map(({ y }) => 10 ** y)];
}"""


def test_acquisition(browser: Browser, site: Path, published: PublishedCopy) -> None:
    year = (
        " from metrics.channel_performance where segment_type = 'channel' and is_complete and"
        " date_month >= (select max(date_month) - interval 11 month"
        " from metrics.channel_performance where is_complete)"
    )
    (leads,) = numbers(published, f"select sum(leads) {year}")
    (won,) = numbers(published, f"select sum(last_touch_customers) {year}")
    with looking_at(browser, site, "acquisition") as looked:
        (stages,) = looked.traces("From visit to customer: All channels")
        credits = looked.traces("Who gets the credit for customers")
        worth = looked.page.evaluate(LOG_AXIS, "Lifetime value to acquisition cost")
    assert dict(zip(stages["y"], stages["x"], strict=True))["Leads"] == leads
    assert worth == ["log", [3], pytest.approx([3])]  # as David Skok has it
    last_touch = next(trace for trace in credits if trace["name"] == "Last touch")
    assert sum(last_touch["x"]) == pytest.approx(won, abs=0.001)


def test_sales(browser: Browser, site: Path, published: PublishedCopy) -> None:
    (high,) = numbers(
        published,
        "select count(*) from metrics.sales_process_exceptions"
        " where resolved_on is null and severity = 'high'",
    )
    (deals, won) = (
        float(value)
        for value in published.row(
            "select sum(entered), sum(moved_on) as won from metrics.sales_funnel"
            " where stage = 'whole_deal' and segment_type = 'all' and cohort_month >"
            " (select max(cohort_month) - interval 12 month from metrics.sales_funnel)"
        ).values()
    )
    with looking_at(browser, site, "sales") as looked:
        (stages,) = looked.traces("Deals of the last twelve months, by stage reached")
        breaches = looked.page.locator('.listing[data-title="Open breaches"]')
        breaches.get_by_label("Severity").select_option("high")
        found = breaches.get_by_role("status").inner_text()
        shown = looked.cells("Open breaches")
    assert found.split(" of ")[0] == f"{high:,.0f}"
    assert {cells[1] for cells in shown} == {"high"}
    assert (stages["x"][0], stages["x"][-1]) == (deals, won)


def test_product(browser: Browser, site: Path, published: PublishedCopy) -> None:
    (reach,) = numbers(
        published,
        "select accounts_using / customers from metrics.feature_adoption"
        " where segment_type = 'all' and is_complete order by date_month desc, 1 desc limit 1",
    )
    (users,) = numbers(
        published,
        "select weekly_active_users from metrics.engagement"
        " where segment_type = 'all' order by week_end desc limit 1",
    )
    with looking_at(browser, site, "product") as looked:
        assert looked.card("Weekly active users") == users
        first = looked.cells("All features, in the last complete month")[0]
    assert first[2] == f"{reach:.1%}"


def test_tasks(browser: Browser, site: Path, published: PublishedCopy) -> None:
    (open_tasks,) = numbers(
        published,
        "select count(*) from customer_360.customer_tasks"
        " where ended_on is null and not is_held_out and status <> 'waiting'",
    )
    (held_out,) = numbers(
        published,
        "select count(*) from customer_360.customer_tasks where ended_on is null and is_held_out",
    )
    opened = numbers(published, "select count(*) from customer_360.customer_tasks")
    (win_backs,) = numbers(
        published,
        "select count(*) from customer_360.customer_tasks"
        " where kind = 'win_back' and status = 'open'",
    )
    with looking_at(browser, site, "tasks") as looked:
        assert looked.card("To do now") == open_tasks
        assert looked.card("Left alone") == held_out
        traces = looked.traces("Tasks by the month in which they opened")
        todo = looked.page.locator('.listing[data-title="To do, the most urgent first"]')
        todo.get_by_label("Kind").select_option("win back")
        found = todo.get_by_role("status").inner_text()
    assert sum(sum(trace["y"]) for trace in traces) == opened[0]
    assert float(found.split(" of ")[0]) == win_backs


def test_quality(browser: Browser, site: Path, published: PublishedCopy) -> None:
    (rows,) = numbers(published, "select count(*) from quality.quarantined_rows")
    (warned,) = numbers(
        published,
        "select count(*) filter (where not success) from (select *, row_number() over"
        " (partition by layer, table_name, rule, column_name order by checked_at desc) as age"
        " from quality.validation_results) where age = 1",
    )
    with looking_at(browser, site, "quality") as looked:
        assert looked.card("Rows in quarantine") == rows
        cells = looked.cells("Rows in quarantine, by table and reason")
        results = [row[0] for row in looked.cells("Every expectation, as last checked")]
    assert sum(int(row[3].replace(",", "")) for row in cells) == rows
    assert results.count("warned") == warned


def test_at_risk(browser: Browser, site: Path, published: PublishedCopy) -> None:
    newest = "(select max(week_end) from customer_360.churn_risk)"
    listed = published.rows(
        f"select account_id, mrr from customer_360.churn_risk where week_end = {newest}"
        " and is_listed order by risk_rank"
    )
    names = {
        row["account_id"]: row["account_name"]
        for row in published.rows("select account_id, account_name from customer_360.customers")
    }
    (healthy,) = numbers(
        published,
        "select count(*) from customer_360.health_scores where is_customer"
        " and health_band = 'healthy'"
        " and week_end = (select max(week_end) from customer_360.health_scores)",
    )
    with looking_at(browser, site, "at_risk") as looked:
        assert looked.card("Customers on the list") == len(listed)
        assert looked.card("Their MRR") == pytest.approx(sum(float(row["mrr"]) for row in listed))
        shown = [cells[0] for cells in looked.cells("Most likely to leave first")]
        bands = {each["name"]: each["y"] for each in looked.traces(
            "Customers by health, week by week")}  # fmt: skip
        addresses = looked.page.locator('.listing[data-title="Most likely to leave first"] td a')
        assert all((site / link.get_attribute("href")).exists() for link in addresses.all())
    assert shown == [names[row["account_id"]] for row in listed][: len(shown)]
    assert bands["healthy"][-1] == healthy


def test_potential(browser: Browser, site: Path, published: PublishedCopy) -> None:
    (listed,) = numbers(
        published,
        "select count(*) filter (where is_listed) from customer_360.expansion_potential"
        " where week_end = (select max(week_end) from customer_360.expansion_potential)",
    )
    (expected,) = numbers(
        published,
        "select coalesce(sum(expected_expansion_mrr), 0) from customer_360.expansion_potential"
        " where week_end = (select max(week_end) from customer_360.expansion_potential)",
    )
    paths = published.rows("select * from metrics.upgrade_journeys")
    hits = published.rows(
        "select sum(hits) / sum(listed) as rate from metrics.expansion_list_quality"
        " where ranked_by = 'mrr' and list_share = 0.1 and not is_all_periods having count(*) > 0"
    )
    with looking_at(browser, site, "potential") as looked:
        assert looked.card("Customers on the list") == listed
        assert looked.card("Expected expansion of all") == pytest.approx(expected)
        shown = looked.cells("Upgrade paths")
        if hits:
            title, order = "Share of the listed that grew: ", "largest customers first"
            looked.choose(f"{title}likeliest first", order)
            (bars,) = looked.traces(title + order)
            drawn = dict(zip(bars["y"], bars["x"], strict=True))
            assert drawn["10% of all"] == pytest.approx(float(hits[0]["rate"]))
    found = {(cells[0], cells[1], cells[2], int(cells[3])) for cells in shown}
    assert found <= {
        (row["kind"], row["from_offer"], row["to_offer"], row["accounts"]) for row in paths
    }
    assert len(shown) == min(len(paths), 15)


def test_model_quality(browser: Browser, site: Path, published: PublishedCopy) -> None:
    versions = published.rows(
        "select distinct model, version, status from quality.model_performance"
    )
    in_force = {
        row["model"]
        for row in published.rows("select * from quality.model_coefficients where is_in_force")
    }
    with looking_at(browser, site, "model_quality") as looked:
        rows = looked.page.locator('.listing[data-title="All versions, newest first"]')
        found = rows.get_by_role("status").inner_text() if versions else "0 rows"
        shown = looked.cells("Each score's model")
        assert looked.complaints == []
    assert int(found.split()[0].replace(",", "")) == len(versions)
    assert len(shown) == len(in_force)


def test_reasons(browser: Browser, site: Path, published: PublishedCopy) -> None:
    year = (
        "left_on >= date_trunc('month', (select max(date_month) from metrics.monthly_revenue"
        " where is_complete)) - interval 11 month and left_on <= (select last_day(max(date_month))"
        " from metrics.monthly_revenue where is_complete)"
        " and (kind <> 'pause' or has_left)"
    )
    left = numbers(published, f"select count(*) from customer_360.churned_accounts where {year}")
    for_reason = {
        row["reason"].replace("_", " "): row["share"]
        for row in published.rows(
            "select coalesce(reason, 'unknown') as reason, count(*) / sum(count(*)) over ()"
            f" as share from customer_360.churned_accounts where {year} group by 1"
        )
    }
    surveys = numbers(
        published,
        "select avg((exit_survey_reason = reason)::int) from customer_360.churned_accounts"
        " where has_left and exit_survey_reason is not null",
    )
    lost = numbers(
        published, "select sum(mrr_lost) from customer_360.churned_accounts where has_left"
    )
    with looking_at(browser, site, "reasons") as looked:
        (shares, _) = looked.traces("Share of each reason, last twelve months")
        months = looked.traces("MRR lost by month and reason")
        (sources,) = looked.traces("How often each source says what counts in the end")
        looked.choose("MRR lost by month and reason", "Customers lost")
        by_month = looked.traces("Customers lost by month and reason")
        card = looked.card("Left")
    assert dict(zip(shares["y"], shares["x"], strict=True)) == pytest.approx(for_reason)
    assert sum(sum(part["y"]) for part in months) == pytest.approx(lost[0])
    assert (
        sum(sum(part["y"]) for part in by_month)
        == numbers(published, "select count(*) from customer_360.churned_accounts where has_left")[
            0
        ]
    )
    assert dict(zip(sources["y"], sources["x"], strict=True))["Exit survey"] == pytest.approx(
        surveys[0]
    )
    assert card == left[0]


def test_renewals(browser: Browser, site: Path, published: PublishedCopy) -> None:
    due = numbers(published, "select count(*) from customer_360.renewals where result = 'open'")
    lost = numbers(published, "select count(*) from customer_360.renewals where result = 'lost'")
    quarters = published.rows(
        "select date_trunc('quarter', term_end) as quarter, sum(forecast_mrr) as forecast,"
        " sum(renewed_mrr) as result, avg((result <> 'lost')::int) as rate"
        " from customer_360.renewals where result <> 'open' and date_trunc('quarter', term_end)"
        " + interval 3 month <= (select max(as_of) from quality.published_run)"
        " group by 1 order by 1"
    )
    with looking_at(browser, site, "renewals") as looked:
        results = {
            trace["name"]: trace
            for trace in looked.traces("Contract terms by the quarter in which they end")
        }
        (customers, *_) = looked.traces("Renewal rate by quarter")
        forecast, result = looked.traces("Forecast against result, by quarter")
    assert sum(results["Open"]["y"]) == due[0]
    assert sum(results["Lost"]["y"]) == lost[0]
    assert customers["y"] == pytest.approx([float(row["rate"]) for row in quarters])
    assert forecast["x"] == pytest.approx([float(row["forecast"]) for row in quarters])
    assert result["x"] == pytest.approx([float(row["result"]) for row in quarters])
