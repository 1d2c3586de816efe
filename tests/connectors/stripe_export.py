"""The demo company as Stripe and its loader would hold it: without any history of items.

What Stripe has no words for is put the way a company on Stripe would have it: a flat plan is a
price of one unit, a price negotiated for one customer is a price of its own, a pause is a pause of
collection. Every change of an item is on a bill, with a credit for unused time and a charge for
what remains, as prorations are. Amounts of prorations are of the right sign and no more.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

SETUP = """
create view customers as from '{raw}/billing_customers.parquet';
create view plans as from '{raw}/plans.parquet';
create view items as
    select items.* exclude (plan_id, quantity), plans.billing_interval, plans.interval_count,
        plans.usage_type, plans.currency,
        items.plan_id || case when items.unit_amount is null then ''
            else '@' || items.unit_amount end as price_id,
        case when plans.pricing_model = 'flat' then 1
            else coalesce(items.quantity, 1) end as quantity,
    from '{raw}/subscription_items.parquet' as items join plans using (plan_id);
create view subscriptions as from '{raw}/subscriptions.parquet';
create view invoices as from '{raw}/invoices.parquet';
create view invoice_lines as from '{raw}/invoice_lines.parquet';
create view discounts as from '{raw}/discounts.parquet';
-- Stripe writes down every change of state; the demo leaves some to the subscription's own columns.
create table states as
    with told as (
        select subscription_id, status, changed_at
        from '{raw}/subscription_status_changes.parquet'
    ), silent as (
        select * from subscriptions where subscription_id not in (select subscription_id from told)
    )
    from told
    union all
    select subscription_id,
        case when status in ('incomplete', 'trialing') then status
            when trial_started_at is not null then 'trialing' else 'active' end, started_at
    from silent
    union all
    select subscription_id, 'active', trial_ended_at from silent
    where trial_ended_at < coalesce(ended_at, timestamp '9999-01-01') and status <> 'trialing'
    union all
    select subscription_id, 'paused', paused_at from silent where paused_at is not null
    union all
    select subscription_id, status, past_due_since from silent where past_due_since is not null;
"""

TABLES = {
    "customer": """
        select customer_id as id, email, customer_name as name, country as address_country,
            lower(currency) as currency,
            created_at as created, false as is_deleted,
            json_object('account_id', account_id) as metadata
        from customers""",
    "product": """
        select distinct product_id as id, product_name as name,
            json_object('plan_tier', product_name) as metadata
        from plans where product_id is not null""",
    "price": """
        with overridden as (
            select distinct price_id, plan_id_of(price_id) as plan_id,
                case when contains(price_id, '@')
                    then split_part(price_id, '@', 2)::decimal(18, 6) end as override
            from (select price_id from items union select plan_id from plans)
        )
        select price_id as id, product_id, plan_name as nickname, lower(currency) as currency,
            'recurring' as type,
            if(pricing_model in ('graduated', 'volume') and override is null, 'tiered', 'per_unit')
                as billing_scheme,
            if(override is null and pricing_model in ('graduated', 'volume'), pricing_model, null)
                as tiers_mode,
            coalesce(override, unit_amount) * 100 as unit_amount_decimal,
            billing_interval as recurring_interval, interval_count as recurring_interval_count,
            usage_type as recurring_usage_type
        from overridden join plans using (plan_id)""",
    "tier": """
        select plan_id, place - 1 as index, tier.unit_amount * 100 as amount,
            coalesce(tier.flat_amount, 0) * 100 as flat_amount, tier.up_to
        from (
            select plan_id, unnest(tiers) as tier, generate_subscripts(tiers, 1) as place
            from (
                select plan_id, from_json(price_tiers,
                    '[{"up_to": "bigint", "unit_amount": "decimal(18, 6)",
                       "flat_amount": "decimal(18, 6)"}]') as tiers
                from plans where price_tiers is not null
            )
        )""",
    "subscription": """
        select subscription_id as id, customer_id,
            if(status = 'paused', 'active', status) as status, started_at as start_date,
            started_at as created, trial_started_at as trial_start, trial_ended_at as trial_end,
            current_period_started_at as current_period_start,
            current_period_ended_at as current_period_end, cancels_at as cancel_at,
            cancels_at is not null and ended_at is null as cancel_at_period_end,
            cancel_requested_at as canceled_at, ended_at,
            if(status = 'paused', 'void', null) as pause_collection_behavior,
            resumes_at as pause_collection_resumes_at, collection_method,
            updated_at as _fivetran_synced
        from subscriptions""",
    "subscription_history": """
        select subscription_id as id, customer_id,
            if(states.status = 'paused', 'active', states.status) as status,
            started_at as start_date, trial_started_at as trial_start, trial_ended_at as trial_end,
            if(states.status = 'paused', 'keep_as_draft', null) as pause_collection_behavior,
            states.changed_at as _fivetran_start, false as _fivetran_active,
            states.changed_at as _fivetran_synced
        from states join subscriptions using (subscription_id)""",
    "subscription_item": """
        select subscription_item_id as id, subscription_id, price_id as plan_id,
            if(usage_type = 'metered', null, quantity) as quantity,
            min(valid_from) over (partition by subscription_item_id) as created,
            valid_from as _fivetran_synced
        from items join subscriptions using (subscription_id)
        where valid_to is null or valid_to >= ended_at
        qualify row_number() over (partition by subscription_item_id order by valid_from desc) = 1
        """,
    "coupon": """
        select discount_id as id, percent_off, amount_off * 100 as amount_off,
            lower(currency) as currency, duration
        from discounts""",
    "discount": """
        select discount_id as id, discount_id as coupon_id,
            case when subscription_item_id is not null then 'subscription_item'
                when subscription_id is not null then 'subscription' else 'customer' end as type,
            coalesce(subscription_item_id, subscription_id, customer_id) as type_id,
            customer_id, subscription_id, started_at as start, ended_at as "end"
        from discounts""",
    "invoice": """
        select invoice_id as id, customer_id, subscription_id, status, billing_reason,
            lower(currency) as currency, subtotal * 100 as subtotal, tax * 100 as tax,
            total * 100 as total, amount_paid * 100 as amount_paid, issued_at as created,
            due_at as due_date, paid_at as status_transitions_paid_at,
            period_started_at as period_start, period_ended_at as period_end
        from invoices
        union all by name
        select distinct 'change_' || subscription_item_id || strftime(valid_from, '%Y%m%d%H%M%S')
            as id, customer_id, subscription_id, 'paid' as status,
            'subscription_update' as billing_reason, lower(currency) as currency,
            0 as subtotal, 0 as tax, 0 as total, 0 as amount_paid, valid_from as created,
            valid_from as status_transitions_paid_at
        from items join subscriptions using (subscription_id)
        where valid_from >= started_at""",
    "invoice_line_item": """
        select invoice_line_id as id, invoice_id, 'subscription' as type,
            'For the period' as description, invoices.subscription_id, subscription_item_id,
            invoice_lines.plan_id, invoice_lines.quantity, amount * 100 as amount,
            lower(invoice_lines.currency) as currency, false as proration,
            invoice_lines.period_started_at as period_start,
            invoice_lines.period_ended_at as period_end
        from invoice_lines join invoices using (invoice_id)
        where line_type = 'metered'
        union all by name
        select 'charge_' || subscription_item_id || strftime(valid_from, '%Y%m%d%H%M%S') as id,
            'change_' || subscription_item_id || strftime(valid_from, '%Y%m%d%H%M%S')
                as invoice_id, 'invoiceitem' as type,
            'Remaining time on ' || price_id as description, subscription_id, subscription_item_id,
            price_id as plan_id, quantity, 1 as amount, lower(currency) as currency,
            true as proration, valid_from as period_start,
            coalesce(valid_to, valid_from + interval 1 month) as period_end
        from items
        union all by name
        select 'credit_' || subscription_item_id || strftime(valid_to, '%Y%m%d%H%M%S') as id,
            'change_' || subscription_item_id || strftime(valid_to, '%Y%m%d%H%M%S') as invoice_id,
            'invoiceitem' as type, 'Unused time on ' || price_id as description, subscription_id,
            subscription_item_id, price_id as plan_id, quantity, -1 as amount,
            lower(currency) as currency, true as proration, valid_to as period_start,
            valid_to + interval 1 month as period_end
        from items where valid_to is not null""",
    "charge": """
        select distinct payment_id as id, customer_id, invoice_id, amount * 100 as amount,
            lower(currency) as currency, status, failure_code, attempted_at as created
        from '{raw}/payments.parquet'""",
    "refund": """
        select refund_id as id, payment_id as charge_id, amount * 100 as amount,
            lower(currency) as currency, reason, 'succeeded' as status, refunded_at as created
        from '{raw}/refunds.parquet'""",
}


def export(raw: Path, folder: Path) -> None:
    """Writes Stripe's tables of a demo company.

    Args:
        raw: the demo's raw folder.
        folder: where `stripe_<table>.parquet` go.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute("create macro plan_id_of(price_id) as split_part(price_id, '@', 1)")
        connection.execute(SETUP.replace("{raw}", str(raw)))
        for table, query in TABLES.items():
            rows = query.replace("{raw}", str(raw))
            connection.execute(
                f"copy ({rows}) to '{folder / f'stripe_{table}.parquet'}' (format parquet)"
            )
