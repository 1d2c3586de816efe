"""Whose billing customers are, from the raw tables alone: a second opinion on their identity."""

from __future__ import annotations


def resolved_customers(
    customers: str = "raw.billing_customers", accounts: str = "raw.accounts"
) -> str:
    """The billing customers as a subquery, each with an account_id.

    Args:
        customers: The relation of the billing customers, or a file in quotes.
        accounts: The same of the CRM's accounts.

    Returns:
        A select in brackets with the columns of the customers. An account that the source names
        counts before one that has the domain alone, and that before the only one of the name and
        country; without any, the customer stands for itself.
    """
    return f"""(
        with domains as (
            select domain, min(account_id) as account_id
            from {accounts}
            where not is_internal and domain is not null
            group by domain
            having count(distinct account_id) = 1
        ),

        names as (
            select lower(account_name) as company_name, country, min(account_id) as account_id
            from {accounts}
            where not is_internal
            group by all
            having count(distinct account_id) = 1
        )

        select
            listed.* replace (
                coalesce(
                    listed.account_id, domains.account_id, names.account_id, listed.customer_id
                ) as account_id
            )
        from {customers} as listed
        left join domains on domains.domain = listed.domain
        left join names
            on names.company_name = lower(replace(listed.customer_name, ', INC.', ''))
            and names.country = listed.country
    )"""
