"""Leads, deals, activities and the website: dates in order, keys that exist, nothing impossible."""

from __future__ import annotations

import duckdb
import pytest

CLAIMS = {
    "a converted lead came before its account, and was answered before it was converted": """
        select leads.*
        from raw.leads
        left join (
            select account_id, min(created_at) as created_at from raw.accounts group by account_id
        ) as accounts on accounts.account_id = converted_account_id
        where converted_account_id is not null
            and (
                accounts.account_id is null
                or (converted_at < first_contacted_at)
                or (first_contacted_at < registered_at)
                or converted_at < registered_at + interval 5 days
            )
    """,
    "whoever paid or was on trial has a lead that was converted before": """
        select tied_customers.account_id
        from raw.subscriptions
        inner join tied_customers using (customer_id)
        inner join (select distinct account_id, is_internal from raw.accounts) as accounts
            using (account_id)
        left join raw.leads on leads.converted_account_id = accounts.account_id
        where not is_internal
        group by tied_customers.account_id
        having count(lead_id) = 0 or min(converted_at) > min(started_at)
    """,
    "a trial begins after its lead has registered": """
        from raw.leads where trial_started_at < registered_at
    """,
    "a form has no more answers than questions": """
        from raw.leads
        where form_fields_completed not between 0 and form_fields_total
    """,
    "a lead is from the website exactly if it has a landing page": """
        from raw.leads where (channel = 'outbound') != (landing_page is null)
    """,
    "owners exist, and had begun": """
        select owner_id
        from (
            select owner_id, registered_at as since from raw.leads
            union all
            select owner_id, created_at from raw.opportunities
            union all
            select owner_id, occurred_at from raw.activities
            union all
            select owner_id, created_at from raw.accounts
            union all
            select owner_id, quota_month from raw.quotas
        ) as owned
        left join raw.owners using (owner_id)
        where coalesce(since < started_on, true)
    """,
    "deals have their lead or account, and the lead came before": """
        select opportunities.*
        from raw.opportunities
        left join raw.leads using (lead_id)
        left join (select distinct account_id from raw.accounts) as accounts
            on accounts.account_id = opportunities.account_id
        where
            (opportunities.account_id is not null and accounts.account_id is null)
            or (opportunity_type = 'new') != (leads.lead_id is not null)
            or (opportunity_type != 'new' and opportunities.account_id is null)
            or (leads.first_contacted_at < opportunities.created_at) is false
            or converted_account_id != opportunities.account_id
    """,
    "a closed deal was won or lost after it had begun, an open one neither": """
        from raw.opportunities
        where (closed_at is null) != (is_won is null)
            or closed_at <= created_at
            or (stage = 'closed_won') != coalesce(is_won, false)
            or (stage = 'closed_lost') != coalesce(not is_won, false)
            or (loss_reason is not null) != (stage = 'closed_lost')
            or expected_close_date < created_at::date
            or amount <= 0
    """,
    "stages come in their order, the first as the deal begins, the last as it closes": """
        with numbered as (
            select
                *,
                list_position(
                    ['discovery', 'demo', 'proposal', 'negotiation', 'closed_won', 'closed_lost'],
                    stage
                ) as stage_no,
                lag(stage_no) over stages as previous_no,
                lag(entered_at) over stages as previous_at,
            from raw.opportunity_stage_changes
            window stages as (partition by opportunity_id order by entered_at)
        )

        select opportunity_id
        from raw.opportunities
        left join numbered using (opportunity_id)
        group by opportunity_id, created_at, closed_at, opportunities.stage
        having min(entered_at) is distinct from created_at
            or bool_or(previous_no >= stage_no or previous_at >= entered_at)
            or (closed_at is not null and max(entered_at) != closed_at)
            or max_by(numbered.stage, entered_at) != opportunities.stage
    """,
    "the first activity of a lead is its first contact": """
        select lead_id
        from raw.leads
        left join raw.activities using (lead_id)
        group by lead_id, first_contacted_at
        having min(occurred_at) is distinct from first_contacted_at
    """,
    "activities are about a lead, a deal or an account that exists": """
        select activities.*
        from raw.activities
        left join raw.leads using (lead_id)
        left join raw.opportunities using (opportunity_id)
        left join (select distinct account_id from raw.accounts) as accounts
            on accounts.account_id = activities.account_id
        where coalesce(activities.lead_id, activities.opportunity_id, activities.account_id) is null
            or (activities.lead_id is not null and leads.lead_id is null)
            or (activities.opportunity_id is not null and opportunities.opportunity_id is null)
            or (activities.account_id is not null and accounts.account_id is null)
            or activities.occurred_at < opportunities.created_at
            or activities.occurred_at >= opportunities.closed_at
    """,
    "account executives have a quota each month, and nobody else": """
        select owner_id
        from raw.owners
        left join raw.quotas using (owner_id)
        group by owner_id, role
        having count(quota_month) != if(role = 'account executive', 26, 0)
    """,
    "a prospect has an owner and contacts, and nothing in billing or usage": """
        select accounts.account_id
        from raw.accounts
        left join raw.contacts using (account_id)
        where account_id like 'pro_%'
            and (
                owner_id is null
                or contact_id is null
                or account_id in (select account_id from tied_customers)
                or account_id in (select account_id from raw.product_users)
                or exists (
                    select 1
                    from raw.usage_events
                    where usage_events.account_id = accounts.account_id
                )
            )
    """,
    "both ends of a tie are companies that somebody knows": """
        from raw.company_relationships
        where company_domain = related_domain
            or company_domain not in (
                select domain from raw.accounts
                union all
                select split_part(email, '@', 2) from raw.leads
            )
            or related_domain not in (select domain from raw.accounts)
    """,
    "money is spent on no more clicks than impressions": """
        from raw.marketing_spend where amount < 0 or clicks > impressions
    """,
    "spend is in euros for one campaign alone": """
        select currency
        from raw.marketing_spend
        group by currency
        having currency not in ('USD', 'EUR')
            or (currency = 'EUR' and count(distinct campaign_id) != 1)
    """,
    "copies of a web event are exact": """
        select event_id
        from (select distinct * exclude (day) from raw.web_events)
        group by event_id
        having count(*) > 1
    """,
    "a web event arrives within two days, and on the last five on its own day": """
        from raw.web_events
        where day - occurred_at::date not between 0 and 2
            or (day > date '2026-10-26' and day != occurred_at::date)
    """,
    "clicks have a place on the page, views a time spent on it": """
        from raw.web_events
        where (event_type = 'click') != (element_id is not null)
            or (event_type = 'click')
                != coalesce(x_ratio between 0 and 1 and y_ratio between 0 and 1, false)
            or (event_type = 'page_view') != coalesce(engaged_seconds >= 0, false)
    """,
    "who is known on the website is a lead or its admin, from its registration on": """
        select events.*
        from raw.web_events as events
        left join raw.product_users as users using (user_id)
        left join raw.leads
            on leads.lead_id = events.user_id or leads.email = users.email
        where events.user_id is not null
            and (leads.lead_id is null or events.occurred_at < leads.registered_at)
    """,
    "each lead of the website registers by a click in the history": """
        from raw.leads
        where landing_page is not null
            and registered_at >= timestamp '2024-09-02'
            and registered_at < timestamp '2026-10-31 23:50:00'
            and registered_at not in (
                select occurred_at from raw.web_events where element_id = 'signup_submit'
            )
    """,
    "a visitor sees one variant of an experiment": """
        select visitor_id
        from raw.experiment_exposures
        group by experiment_id, visitor_id
        having count(distinct variant) > 1
    """,
    "who is exposed was on the website then": """
        select visitor_id
        from raw.experiment_exposures
        anti join (
            select distinct visitor_id, occurred_at + interval 2 seconds as exposed_at
            from raw.web_events
        ) using (visitor_id, exposed_at)
    """,
}


@pytest.mark.parametrize("claim", CLAIMS)
def test_no_row_contradicts(company: duckdb.DuckDBPyConnection, claim: str) -> None:
    assert company.execute(CLAIMS[claim]).fetchall() == []


def test_the_rules_of_identity_give_the_accounts_of_the_truth(
    company: duckdb.DuckDBPyConnection,
) -> None:
    """By explicit ids, then domains, then names and countries: nothing else is needed."""
    unlike = company.execute(
        """
        with found as (
            select 'billing_customer' as entity_type, customer_id as entity_id, account_id
            from tied_customers
            union all
            select distinct 'support_organization', accounts.domain, accounts.account_id
            from raw.tickets
            inner join (select distinct account_id, domain from raw.accounts) as accounts
                on accounts.domain = split_part(requester_email, '@', 2)
            where tickets.account_id is null
            union all
            select 'lead', lead_id, coalesce(converted_account_id, accounts.account_id)
            from raw.leads
            left join (select distinct account_id, domain from raw.accounts) as accounts
                on accounts.domain = split_part(leads.email, '@', 2)
            where coalesce(converted_account_id, accounts.account_id) is not null
        ),

        planted as (select entity_type, entity_id, account_id from truth.identities)

        (from found except from planted)
        union all
        (from planted except from found)
        """
    ).fetchall()
    assert unlike == []


def test_every_rule_of_identity_is_needed_by_somebody(
    company: duckdb.DuckDBPyConnection,
) -> None:
    found = company.execute(
        "select distinct entity_type, rule from truth.identities order by all"
    ).fetchall()
    assert {("billing_customer", rule) for rule in ("account_domain", "name_and_country")} < set(
        found
    )
    assert {("support_organization", "account_domain"), ("lead", "opportunity")} < set(found)
    conflicts = company.execute(
        """
        select count(*)
        from raw.billing_customers
        inner join (select distinct account_id, domain from raw.accounts) as accounts using (domain)
        where billing_customers.account_id != accounts.account_id
        """
    ).fetchone()
    assert conflicts is not None
    assert conflicts[0] >= 1
