"""The raw tables: the contract's columns, and nothing wrong in them that was not planted."""

from __future__ import annotations

import duckdb
import pytest

CONTRACT = {
    "accounts": "account_id account_name domain industry industry_rank employee_count country"
    " parent_account_id owner_id is_internal created_at updated_at",
    "contacts": "contact_id account_id email full_name job_title is_decision_maker created_at",
    "owners": "owner_id owner_name email team role started_on ended_on",
    "billing_customers": "customer_id account_id email customer_name country domain currency"
    " created_at deleted_at",
    "plans": "plan_id plan_name product_id product_name plan_tier billing_interval interval_count"
    " currency unit_amount pricing_model price_tiers usage_type is_addon is_free",
    "subscriptions": "subscription_id customer_id status started_at trial_started_at"
    " trial_ended_at current_period_started_at current_period_ended_at cancel_requested_at"
    " cancels_at ended_at past_due_since paused_at resumes_at collection_method updated_at",
    "subscription_items": "subscription_item_id subscription_id plan_id quantity unit_amount"
    " valid_from valid_to",
    "subscription_status_changes": "subscription_id status changed_at",
    "discounts": "discount_id coupon_id customer_id subscription_id subscription_item_id"
    " percent_off amount_off currency duration started_at ended_at",
    "invoices": "invoice_id customer_id subscription_id status billing_reason currency subtotal"
    " discount tax total amount_paid issued_at due_at paid_at period_started_at period_ended_at",
    "invoice_lines": "invoice_line_id invoice_id subscription_item_id plan_id line_type quantity"
    " amount currency period_started_at period_ended_at",
    "payments": "payment_id invoice_id customer_id amount currency status failure_code"
    " payment_method_type card_expires_on attempt_number attempted_at",
    "refunds": "refund_id payment_id invoice_id amount currency reason refunded_at",
    "usage_events": "event_id account_id user_id event_name occurred_at quantity properties day",
    "product_users": "user_id account_id email role created_at deactivated_at",
    "entitlements": "account_id entitlement limit_amount valid_from valid_to",
    "tickets": "ticket_id account_id requester_email category priority status channel created_at"
    " first_replied_at solved_at reopen_count csat_score",
    "incidents": "incident_id component started_at ended_at impact account_id",
    "feature_requests": "request_id account_id feature requested_at status delivered_at",
    "survey_responses": "response_id survey_type account_id user_id score reason_code comment"
    " responded_at",
    "task_outcomes": "task_id account_id contacted_at completed_at outcome renewal_intent note",
    "cancellation_sessions": "session_id account_id subscription_id started_at reason_code"
    " offer_shown offer_accepted canceled",
    "leads": "lead_id email company_name company_domain industry employee_count country channel"
    " campaign_id landing_page contact_method form_fields_completed form_fields_total registered_at"
    " owner_id team status first_contacted_at trial_started_at converted_account_id converted_at",
    "opportunities": "opportunity_id account_id lead_id owner_id opportunity_type stage amount"
    " currency forecast_category created_at expected_close_date closed_at is_won loss_reason",
    "opportunity_stage_changes": "opportunity_id stage entered_at",
    "activities": "activity_id activity_type occurred_at owner_id account_id lead_id opportunity_id"
    " outcome",
    "quotas": "owner_id quota_month amount currency",
    "company_relationships": "company_domain related_domain relationship",
    "marketing_spend": "spend_date channel campaign_id campaign_name amount currency impressions"
    " clicks",
    "web_events": "event_id visitor_id user_id occurred_at event_type page_path referrer channel"
    " campaign_id element_id x_ratio y_ratio engaged_seconds day",
    "experiment_exposures": "experiment_id variant visitor_id account_id exposed_at",
    "exchange_rates": "rate_date from_currency to_currency rate",
}


def test_tables_have_the_columns_of_the_contract(company: duckdb.DuckDBPyConnection) -> None:
    found = company.execute(
        """
        select table_name, string_agg(column_name, ' ' order by ordinal_position)
        from information_schema.columns
        where table_schema = 'raw'
        group by table_name
        """
    ).fetchall()
    assert dict(found) == CONTRACT


CLAIMS = {
    "item versions do not overlap": """
        select first.*
        from raw.subscription_items as first
        inner join raw.subscription_items as second
            on second.subscription_item_id = first.subscription_item_id
            and second.valid_from >= first.valid_from
            and second.valid_from < coalesce(first.valid_to, timestamp '9999-01-01')
            and second != first
    """,
    "a seat change leaves no gap": """
        select *
        from raw.subscription_items
        qualify lead(valid_from) over (partition by subscription_item_id order by valid_from)
            != valid_to
    """,
    "items lie inside their subscription": """
        select *
        from raw.subscription_items
        left join raw.subscriptions using (subscription_id)
        where
            started_at is null
            or valid_from < started_at
            or valid_to <= valid_from
            or coalesce(valid_to, timestamp '9999-01-01')
                > coalesce(ended_at, timestamp '9999-01-01')
    """,
    "every item has its plan and every subscription its customer": """
        select subscription_id
        from raw.subscriptions
        left join raw.subscription_items using (subscription_id)
        left join raw.plans using (plan_id)
        left join tied_customers using (customer_id)
        where plans.plan_id is null or tied_customers.account_id not like 'acc_%' is not false
    """,
    "a subscription's last status change agrees with its status": """
        select subscription_id
        from raw.subscriptions
        inner join raw.subscription_status_changes as changes using (subscription_id)
        group by subscription_id, subscriptions.status
        having max_by(changes.status, changed_at) != subscriptions.status
    """,
    "a state's own column is set exactly in that state": """
        select *
        from raw.subscriptions
        where
            (status = 'paused') != (paused_at is not null)
            or (status in ('past_due', 'unpaid')) != (past_due_since is not null)
            or (status = 'canceled') != (ended_at is not null)
    """,
    "invoice lines make the subtotal": """
        select invoices.invoice_id
        from raw.invoices
        left join raw.invoice_lines using (invoice_id)
        group by invoices.invoice_id, subtotal, discount, tax, total
        having abs(coalesce(sum(invoice_lines.amount), 0) - subtotal) > 0.011
            or subtotal - discount + tax != total
            or total < 0
    """,
    "a paid invoice has one payment that succeeded, an unpaid one none": """
        select invoices.invoice_id
        from raw.invoices
        left join (select distinct * from raw.payments) as payments using (invoice_id)
        where invoices.total > 0
        group by invoices.invoice_id, invoices.status, invoices.total
        having coalesce(sum(payments.amount) filter (payments.status = 'succeeded'), 0)
            != if(invoices.status = 'paid', invoices.total, 0)
    """,
    "nothing happened after the end": """
        select instant
        from (
            select max(issued_at) as instant from raw.invoices
            union all select max(paid_at) from raw.invoices
            union all select max(attempted_at) from raw.payments
            union all select max(refunded_at) from raw.refunds
            union all select max(occurred_at) from raw.usage_events
            union all select max(created_at) from raw.tickets
            union all select max(solved_at) from raw.tickets
            union all select max(changed_at) from raw.subscription_status_changes
            union all select max(valid_from) from raw.subscription_items
            union all select max(valid_to) from raw.subscription_items
            union all select max(started_at) from raw.discounts
            union all select max(updated_at) from raw.accounts
            union all select max(started_at) from raw.incidents
            union all select max(ended_at) from raw.incidents
            union all select max(requested_at) from raw.feature_requests
            union all select max(delivered_at) from raw.feature_requests
            union all select max(responded_at) from raw.survey_responses
            union all select max(started_at) from raw.cancellation_sessions
            union all select max(greatest(contacted_at, completed_at)) from raw.task_outcomes
            union all select max(greatest(registered_at, converted_at)) from raw.leads
            union all select max(greatest(first_contacted_at, trial_started_at)) from raw.leads
            union all select max(greatest(created_at, closed_at)) from raw.opportunities
            union all select max(entered_at) from raw.opportunity_stage_changes
            union all select max(occurred_at) from raw.activities
            union all select max(occurred_at) from raw.web_events
            union all select max(exposed_at) from raw.experiment_exposures
            union all select max(spend_date) from raw.marketing_spend
        )
        where instant >= timestamp '2026-11-01'
    """,
    "an event arrives within three days, and on the last five on its own day": """
        select *
        from raw.usage_events
        where
            day - occurred_at::date not between 0 and 3
            or (day > date '2026-10-26' and day != occurred_at::date)
    """,
    "copies of an event are exact": """
        select event_id
        from (select distinct * exclude (day) from raw.usage_events)
        group by event_id
        having count(*) > 1
    """,
    "keys are unique where no copy is planted": """
        from (
            select 'request', request_id from raw.feature_requests
            union all
            select 'response', response_id from raw.survey_responses
            union all
            select 'session', session_id from raw.cancellation_sessions
            union all
            select 'user', user_id from raw.product_users
            union all
            select 'task', task_id from raw.task_outcomes
            union all
            select 'incident', concat_ws(' ', incident_id, account_id) from raw.incidents
            union all
            select 'entitlement', concat_ws(' ', account_id, entitlement, valid_from)
            from raw.entitlements
            union all
            select 'lead', lead_id from raw.leads
            union all
            select 'opportunity', opportunity_id from raw.opportunities
            union all
            select 'stage', concat_ws(' ', opportunity_id, stage)
            from raw.opportunity_stage_changes
            union all
            select 'activity', activity_id from raw.activities
            union all
            select 'contact', contact_id from raw.contacts
            union all
            select 'owner', owner_id from raw.owners
            union all
            select 'quota', concat_ws(' ', owner_id, quota_month) from raw.quotas
            union all
            select 'spend', concat_ws(' ', spend_date, channel, campaign_id)
            from raw.marketing_spend
            union all
            select 'exposure', concat_ws(' ', experiment_id, visitor_id, exposed_at)
            from raw.experiment_exposures
            union all
            select 'relationship', concat_ws(' ', company_domain, related_domain, relationship)
            from raw.company_relationships
        ) as keys (key_of, row_key)
        select key_of, row_key
        group by all
        having count(*) > 1
    """,
    "spans of an entitlement do not overlap": """
        select first.*
        from raw.entitlements as first
        inner join raw.entitlements as second using (account_id, entitlement)
        where first.valid_to <= first.valid_from
            or (
                second.valid_from > first.valid_from
                and second.valid_from < coalesce(first.valid_to, timestamp '9999-01-01')
            )
    """,
    "no account has more users than seats": """
        select account_id
        from raw.product_users
        inner join raw.entitlements using (account_id)
        where entitlement = 'seats' and valid_to is null and deactivated_at is null
        group by account_id, limit_amount
        having count(*) > limit_amount
    """,
    "each account has one admin, who is a contact": """
        select account_id
        from raw.product_users
        left join raw.contacts using (account_id, email)
        group by account_id
        having count(*) filter (role = 'admin' and contact_id is not null) != 1
            or count(*) filter (role = 'admin') != 1
    """,
    "an incident lasts ten minutes to nine hours and hits something": """
        select *
        from raw.incidents
        where coalesce(ended_at, timestamp '2026-11-01') - started_at
            not between interval 10 minutes and interval 9 hours
            or impact not between 0.05 and 1
    """,
    "exactly what is delivered has a date, and is not asked for later": """
        select *
        from raw.feature_requests
        where (status = 'delivered') != (delivered_at is not null) or delivered_at <= requested_at
    """,
    "scores lie within their survey's bounds": """
        select *
        from raw.survey_responses
        where case survey_type
            when 'nps' then coalesce(score, 0) not between 0 and 10 or reason_code is not null
            when 'csat' then coalesce(score, 0) not between 1 and 5
            when 'exit' then score is not null or reason_code is null
            else survey_type != 'interview' or score is not null or reason_code is null
        end
    """,
    "an offer is taken by who stays for now, and by nobody who cancels": """
        select *
        from raw.cancellation_sessions
        where offer_accepted is distinct from if(offer_shown is null, null, not canceled)
            or (offer_shown is null and not canceled)
    """,
    "no internal account is asked anything, called, or leaves": """
        select account_id
        from raw.accounts
        semi join (
            select account_id from raw.survey_responses where survey_type != 'csat'
            union all
            select account_id from raw.cancellation_sessions
            union all
            select account_id from raw.task_outcomes
        ) using (account_id)
        where is_internal
    """,
    "use falls while something is in force": """
        with days as (
            select distinct account_id, occurred_at::date as day
            from raw.usage_events
            where account_id is not null
        )

        select *
        from days
        where not exists (
            select 1
            from raw.subscriptions
            inner join tied_customers using (customer_id)
            where tied_customers.account_id = days.account_id
                and started_at::date <= days.day
                and days.day <= coalesce(ended_at::date, date '9999-01-01')
        )
    """,
}


@pytest.mark.parametrize("claim", CLAIMS)
def test_no_row_contradicts(company: duckdb.DuckDBPyConnection, claim: str) -> None:
    assert company.execute(CLAIMS[claim]).fetchall() == []


PRESENT = {
    "currencies": ("select distinct currency from raw.billing_customers", {"USD", "EUR", "GBP"}),
    "pricing models in use": (
        "select distinct pricing_model from raw.subscription_items inner join raw.plans"
        " using (plan_id)",
        {"flat", "per_unit", "graduated", "volume"},
    ),
    "intervals in use": (
        "select distinct billing_interval || interval_count from raw.subscription_items"
        " inner join raw.plans using (plan_id)",
        {"week1", "month1", "month3", "year1"},
    ),
    "kinds of plan in use": (
        "select distinct case when is_free then 'free' when is_addon then 'addon' else usage_type"
        " end from raw.subscription_items inner join raw.plans using (plan_id)",
        {"free", "addon", "metered", "licensed"},
    ),
    "coupon durations": (
        "select distinct duration from raw.discounts",
        {"once", "repeating", "forever"},
    ),
    "states now": (
        "select distinct status from raw.subscriptions",
        {"trialing", "active", "past_due", "unpaid", "paused", "canceled"},
    ),
    "states ever": (
        "select distinct status from raw.subscription_status_changes",
        {"trialing", "active", "past_due", "unpaid", "paused", "canceled", "incomplete"},
    ),
    "invoice states": (
        "select distinct status from raw.invoices",
        {"paid", "open", "uncollectible"},
    ),
    "states of feature requests": (
        "select distinct status from raw.feature_requests",
        {"open", "planned", "delivered", "declined"},
    ),
    "surveys": (
        "select distinct survey_type from raw.survey_responses where survey_type != 'interview'",
        {"nps", "csat", "exit"},
    ),
    "ends of cancellation sessions": (
        "select distinct case when canceled then 'left' else 'stayed' end"
        " from raw.cancellation_sessions",
        {"left", "stayed"},
    ),
    "outcomes of tasks": (
        "select distinct outcome from raw.task_outcomes where outcome != 'postponed'",
        {"done", "reached", "not_reached"},
    ),
    "attempts at which invoices are collected": (
        "select distinct attempt_number from raw.payments where status = 'succeeded'",
        {1, 2, 3, 4},
    ),
    "payment results": ("select distinct status from raw.payments", {"succeeded", "failed"}),
}


@pytest.mark.parametrize("kind", PRESENT)
def test_every_kind_is_present(company: duckdb.DuckDBPyConnection, kind: str) -> None:
    query, expected = PRESENT[kind]
    assert {value for (value,) in company.execute(query).fetchall()} == expected


def test_some_cases_of_each_oddity_are_present(company: duckdb.DuckDBPyConnection) -> None:
    counts = company.execute(
        """
        select
            (select count(*) from raw.refunds),
            (select count(*) from raw.subscriptions where cancels_at >= timestamp '2026-11-01'),
            (select count(*) from raw.subscriptions where resumes_at >= timestamp '2026-11-01'),
            (select count(*) from raw.accounts where is_internal),
            (select count(*) from raw.accounts where parent_account_id is not null),
            (select count(*) from raw.usage_events where day != occurred_at::date),
            (select count(*) from raw.payments where attempt_number = 4),
            (select count(*) from raw.subscription_items where unit_amount is not null),
            (select count(*) from raw.incidents where ended_at is null),
            (select count(*) from raw.incidents where account_id is not null),
            (select count(*) from raw.entitlements where limit_amount is null),
        """
    ).fetchone()
    assert counts is not None
    assert all(counts)


def test_about_a_fifth_of_the_subscriptions_have_no_status_changes(
    company: duckdb.DuckDBPyConnection,
) -> None:
    share = company.execute(
        """
        select 1 - count(distinct changes.subscription_id) / count(distinct subscription_id)
        from raw.subscriptions
        left join raw.subscription_status_changes as changes using (subscription_id)
        """
    ).fetchone()
    assert share is not None
    assert 0.08 < share[0] < 0.32


def test_most_days_hold_only_their_own_events(company: duckdb.DuckDBPyConnection) -> None:
    share = company.execute(
        """
        select count(distinct day) filter (day != occurred_at::date) / count(distinct day)
        from raw.usage_events
        """
    ).fetchone()
    assert share is not None
    assert 0.01 < share[0] < 0.15
