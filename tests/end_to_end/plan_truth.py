"""Where plans, contracts and cohorts of a built demo differ from what its raw files and truth say.

Plans are found here by looking at each item version, month by month; who is a customer is taken
from the ground truth; which plan is the higher one from the order of the demo's catalogue, where
the models look at prices.
"""

import duckdb
from raw_customers import resolved_customers

from end_to_end.pipeline import DataFolder
from end_to_end.truth import Rows

LEVELS = ("free", "starter", "team", "business", "enterprise")


def wrong_main_plans(folder: DataFolder) -> Rows:
    """Customers of a month whose main plan is none of those that they had at its end."""
    return _ask(
        folder,
        """
        with expected as (
            from active
            join versions
                on versions.account_id = active.account_id
                and from_date <= active.month_end and to_date > active.month_end
            select active.account_id, date_month, list(plan_id) as plan_ids
            group by all
        )

        from expected
        full join (
            from warehouse.intermediate.int_plans__customer_months where is_active
        ) as found using (account_id, date_month)
        select account_id, date_month, found.plan_id, plan_ids
        where list_contains(plan_ids, found.plan_id) is not true
        """,
    )


def expected_changes(folder: DataFolder) -> Rows:
    """Account, day, plans and direction of each change that a customer made."""
    return _ask(
        folder,
        f"""
        with ranked as (
            from versions
            select *, list_position({list(LEVELS)}, split_part(plan_id, '_', 1)) as rank
        )

        from ranked as before
        join ranked as after
            on before.account_id = after.account_id
            and before.to_date = after.from_date
            and before.plan_id <> after.plan_id
        join customer_days
            on customer_days.account_id = after.account_id
            and started_on < after.from_date and ended_on > after.from_date
        select
            after.account_id,
            after.from_date,
            before.plan_id,
            after.plan_id,
            case
                when after.rank > before.rank then 'upgrade'
                when after.rank < before.rank then 'downgrade'
                else 'sideways'
            end
        order by all
        """,
    )


def found_changes(folder: DataFolder) -> Rows:
    """The same as the models found them."""
    return _ask(
        folder,
        """
        from warehouse.intermediate.int_plans__changes
        select account_id, change_date, from_plan_id, to_plan_id,
            case change_kind
                when 'plan_up' then 'upgrade' when 'plan_down' then 'downgrade' else 'sideways'
            end
        where from_plan_id <> to_plan_id
        order by all
        """,
    )


def published_changes(folder: DataFolder) -> Rows:
    """The published number of changes by month, plans and direction."""
    return _ask(
        folder,
        """
        from published.metrics.plan_changes
        select date_month, from_plan_id, to_plan_id, direction, changes
        order by all
        """,
    )


def wrong_price_changes(folder: DataFolder) -> Rows:
    """Accounts and days of a new price per unit that are not in both; all are lower in the demo."""
    return _ask(
        folder,
        """
        with renegotiated as (
            from raw.subscription_items as after
            join raw.subscription_items as before
                on before.subscription_item_id = after.subscription_item_id
                and before.plan_id = after.plan_id
                and before.valid_to = after.valid_from
                and before.unit_amount is distinct from after.unit_amount
            join raw.subscriptions on subscriptions.subscription_id = after.subscription_id
            join raw.billing_customers using (customer_id)
            join customer_days
                on customer_days.account_id = coalesce(billing_customers.account_id, customer_id)
                and started_on < after.valid_from::date and ended_on > after.valid_from::date
            select customer_days.account_id, after.valid_from::date as change_date
        )

        from renegotiated
        full join (
            from warehouse.intermediate.int_plans__changes where from_plan_id = to_plan_id
        ) as found using (account_id, change_date)
        select account_id, change_date, change_kind
        where (change_kind = 'price_down') is not true or renegotiated.account_id is null
        """,
    )


def wrong_cohorts(folder: DataFolder) -> Rows:
    """Cohorts whose customers or amounts are off, or that only one of the two has."""
    return _ask(
        folder,
        """
        with members as (
            from truth.movements
            select
                account_id,
                date_trunc('month', min(movement_date))::date as cohort_month,
                arg_min(amount, movement_date) as starting_mrr
            where movement_type = 'new'
            group by all
        ),

        expected as (
            from members
            join truth.account_months using (account_id)
            select
                cohort_month,
                datediff('month', cohort_month, date_month) as months_since,
                count(*) as customers,
                count(*) filter (is_active) as retained_customers,
                sum(starting_mrr) as mrr,
                sum(account_months.mrr) as retained_mrr,
                sum(least(account_months.mrr, starting_mrr)) as kept_mrr
            where date_month >= cohort_month
            group by all
        )

        from expected
        full join (
            from published.metrics.retention_cohorts where segment_type = 'all'
        ) as found using (cohort_month, months_since)
        select cohort_month, months_since, found, expected
        where (
            found.customers = expected.customers
            and found.retained_customers = expected.retained_customers
            and abs(found.mrr - expected.mrr) < 0.001
            and abs(found.retained_mrr - expected.retained_mrr) < 0.001
            and abs(found.kept_mrr - expected.kept_mrr) < 0.001
        ) is not true
        """,
    )


def wrong_contract_retention(folder: DataFolder) -> Rows:
    """Months and terms whose customers of a year ago, or those left of them, are miscounted."""
    return _ask(
        folder,
        """
        with terms as (
            from warehouse.intermediate.int_plans__customer_months as months
            join raw.plans using (plan_id)
            join active using (account_id, date_month)
            select
                account_id,
                date_month,
                case
                    when split_part(plan_id, '_', 2) = 'week' then 'other'
                    else split_part(plan_id, '_', 2) || 'ly'
                end as term
        ),

        expected as (
            from terms
            join months on months.date_month = terms.date_month + interval 12 months
            left join active
                on active.account_id = terms.account_id and active.date_month = months.date_month
            left join truth.account_months as amounts
                on amounts.account_id = terms.account_id
                and amounts.date_month = months.date_month
            join truth.account_months as amounts_then
                on amounts_then.account_id = terms.account_id
                and amounts_then.date_month = terms.date_month
            select
                months.date_month,
                if(term = 'yearly', 'annual', term) as contract_term,
                count(*) as customers,
                count(active.account_id) as retained,
                sum(least(amounts.mrr, amounts_then.mrr)) / nullif(sum(amounts_then.mrr), 0) as kept
            group by all
        )

        from expected
        full join (
            from published.metrics.contract_comparison where customers_12_months_ago > 0
        ) as found using (date_month, contract_term)
        select date_month, contract_term, found, expected
        where (
            found.customers_12_months_ago = expected.customers
            and found.retained_customers_12m = expected.retained
            and abs(found.gross_revenue_retention_12m - expected.kept) < 0.000001
        ) is not true and coalesce(expected.kept, 1) is not null
        """,
    )


def wrong_retention_of_countries(folder: DataFolder) -> Rows:
    """Months and countries whose NRR or GRR, of the month or of twelve, is not the true one."""
    return _ask(
        folder,
        """
        with countries as (
            from raw.accounts
            select account_id, upper(arg_max(country, updated_at)) as segment
            group by account_id
        ),

        amounts as (
            from truth.account_months as now
            left join truth.account_months as back
                on back.account_id = now.account_id
                and back.date_month = now.date_month - interval 12 months
            left join countries on countries.account_id = now.account_id
            select now.*, coalesce(back.mrr, 0) as mrr_then, coalesce(segment, 'unknown') as segment
        ),

        expected as (
            from amounts
            select
                date_month,
                segment,
                sum(previous_mrr) as begun,
                sum(contraction_mrr + churned_mrr) as lost,
                sum(expansion_mrr) as won,
                sum(mrr) filter (mrr_then > 0) / nullif(sum(mrr_then), 0) as nrr_12m,
                sum(least(mrr, mrr_then)) / nullif(sum(mrr_then), 0) as grr_12m
            group by all
        )

        from published.metrics.monthly_revenue as found
        left join expected using (date_month, segment)
        select date_month, segment, found, expected
        where segment_type = 'country' and (
            abs(net_revenue_retention - (begun + lost + won) / begun) < 1e-6
            and abs(gross_revenue_retention - (begun + lost) / begun) < 1e-6
            or begun = 0 and net_revenue_retention is null
        ) is not true
        or segment_type = 'country' and (
            abs(net_revenue_retention_12m - nrr_12m) < 1e-6
            and abs(gross_revenue_retention_12m - grr_12m) < 1e-6
            or nrr_12m is null and net_revenue_retention_12m is null
        ) is not true
        """,
    )


def wrong_concentration(folder: DataFolder) -> Rows:
    """Months in which the ten largest accounts have another share than in the truth."""
    return _ask(
        folder,
        """
        with expected as (
            from truth.account_months
            select
                date_month,
                list_sum(list_sort(list(mrr), 'DESC')[:10]) / sum(mrr) as share
            group by all
            having sum(mrr) > 0
        )

        from expected
        full join published.metrics.revenue_concentration as found using (date_month)
        select date_month, share, largest_10_share
        where (abs(share - largest_10_share) < 0.000001) is not true
        """,
    )


def _ask(folder: DataFolder, sql: str) -> Rows:
    as_of = folder.manifest["as_of"]
    with duckdb.connect() as connection:
        for name, file in (
            ("published", "published/saas360.duckdb"),
            ("warehouse", "warehouse.duckdb"),
        ):
            connection.execute(f"attach '{folder.path / file}' as {name} (read_only)")
        connection.execute("create schema raw; create schema truth")
        for schema, path, tables in (
            ("raw", folder.raw, ("plans", "subscription_items", "subscriptions")),
            ("raw", folder.raw, ("accounts",)),
            ("truth", folder.truth, ("account_months", "movements")),
        ):
            for table in tables:
                connection.execute(f"create view {schema}.{table} as from '{path / table}.parquet'")
        customers = resolved_customers(f"'{folder.raw}/billing_customers.parquet'")
        connection.execute(f"create view raw.billing_customers as from {customers}")
        connection.execute(
            f"""
            create view months as
            from (select distinct date_month from truth.account_months)
            select date_month, least(last_day(date_month), date '{as_of}') as month_end;

            create view active as
            from truth.account_months join months using (date_month)
            select account_id, date_month, month_end
            where is_active;

            -- Versions as days, without add-ons; what begins and ends in one day never was.
            create view versions as
            from (
                from raw.subscription_items as items
                join raw.subscriptions using (subscription_id)
                join raw.billing_customers using (customer_id)
                join raw.plans using (plan_id)
                select
                    coalesce(account_id, customer_id) as account_id,
                    plan_id,
                    valid_from::date as from_date,
                    coalesce(least(valid_to, ended_at)::date, date '9999-12-31') as to_date
                where not is_addon and valid_from::date <= date '{as_of}'
            )
            where from_date < to_date;

            create view customer_days as
            from (
                from truth.movements
                select
                    account_id,
                    movement_type,
                    movement_date as started_on,
                    coalesce(
                        lead(movement_date) over (
                            partition by account_id
                            order by movement_date, movement_type = 'churn'
                        ),
                        date '9999-12-31'
                    ) as ended_on
                where movement_type in ('new', 'reactivation', 'churn')
            )
            where movement_type <> 'churn'
            """
        )
        return connection.execute(sql).fetchall()
