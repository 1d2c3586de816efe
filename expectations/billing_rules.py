"""The staging rules that revenue depends on: a fault in any of them makes MRR wrong.

Each says in SQL which rows are at fault, and carries the key by which their file is found.
"""

from typing import TYPE_CHECKING

from expectations.facts import Facts
from expectations.rules import Rule, no_rows, not_null, unique

if TYPE_CHECKING:
    from saas360.contract import RawTable

EXCHANGE_RATES = "staging.stg_reference__exchange_rates"
CUSTOMERS = "staging.stg_billing__customers"

# The tables that MRR is computed from: their keys are checked before anything is built on them.
CORE_TABLES = {
    "stg_billing__customers",
    "stg_billing__plans",
    "stg_billing__subscriptions",
    "stg_billing__subscription_items",
    "stg_crm__accounts",
}
# A currency counts only where it says what an amount is in.
AMOUNTS = ("amount_off", "unit_amount", "amount", "total")


def rules_of(name: str, table: "RawTable", columns: dict[str, str], facts: Facts) -> list[Rule]:
    """The rules of one staging table.

    Args:
        name: the staging table.
        table: the contract table behind it.
        columns: its columns' types.
        facts: the warehouse.
    """
    rules: list[Rule] = []
    if name in CORE_TABLES:
        rules += [unique(*table.key), *(not_null(column, key=table.key) for column in table.key)]
    amount = next((column for column in AMOUNTS if column in columns), None)
    if "currency" in columns and amount:
        rules.append(_has_exchange_rate(table, amount, facts))
    if name == "stg_billing__subscription_items":
        rules.append(_no_overlap())
    if name == "stg_billing__subscriptions":
        rules.append(_has_customer())
    return rules


def _has_exchange_rate(table: "RawTable", amount: str, facts: Facts) -> Rule:
    """A rate in either direction will do, or two by a third currency on one day.

    As in `int_reference__exchange_rates`, which turns them into one.
    """
    known = f"'{facts.reporting_currency}'"
    rated = ""
    if facts.has_rows(EXCHANGE_RATES):
        rated = f"""
            and currency not in (
                with both_ways as (
                    select from_currency, to_currency, rate_date from {EXCHANGE_RATES}
                    union
                    select to_currency, from_currency, rate_date from {EXCHANGE_RATES}
                )
                select from_currency from both_ways where to_currency = {known}
                union
                select first_rates.from_currency
                from both_ways as first_rates
                inner join both_ways as second_rates
                    on first_rates.to_currency = second_rates.from_currency
                    and first_rates.rate_date = second_rates.rate_date
                where second_rates.to_currency = {known}
            )"""
    key = tuple(column for column in table.key if column != "currency")
    return no_rows(
        "currency_has_exchange_rate",
        f"Every currency has a rate to {facts.reporting_currency} in exchange_rates.",
        f"""
        select {", ".join((*key, "currency"))}, connector
        from {{batch}}
        where currency <> {known} and {amount} is not null{rated}
        """,
        column="currency",
        raw_table=table.name,
        raw_key=key,
    )


def _no_overlap() -> Rule:
    """Of overlapping versions some two neighbours overlap; one that holds for no time does not."""
    return no_rows(
        "versions_do_not_overlap",
        "A version of an item ends (exclusively) before or when its next version begins.",
        """
        select * from (
            select
                subscription_item_id,
                valid_from,
                valid_to,
                lead(valid_from) over versions as next_valid_from,
                connector
            from {batch}
            where valid_to is null or valid_to > valid_from
            window versions as (partition by subscription_item_id order by valid_from, valid_to)
        ) as versions
        where next_valid_from < valid_to
            or (valid_to is null and next_valid_from is not null)
        """,
        column="valid_to",
        raw_table="subscription_items",
        raw_key=("subscription_item_id", "valid_from"),
    )


def _has_customer() -> Rule:
    return no_rows(
        "customer_exists",
        "Every subscription's customer is among the billing customers.",
        f"""
        select subscription_id, customer_id, connector
        from {{batch}}
        where customer_id not in (select customer_id from {CUSTOMERS})
        """,
        column="customer_id",
        raw_table="subscriptions",
        raw_key=("subscription_id",),
        requires=(CUSTOMERS,),
    )
