"""The pages, in the order of the navigation: a module each.

A new page is a module with a function `page`, and its name below. A new figure is a block in the
page where people would look for it; its definition comes with the column that it shows.
"""

from collections.abc import Callable

from dashboards.blocks import Page
from dashboards.copy import PublishedCopy
from dashboards.pages import (
    acquisition,
    at_risk,
    churn,
    customers,
    effectiveness,
    model_quality,
    overview,
    payments,
    potential,
    pricing,
    product,
    quality,
    reasons,
    renewals,
    revenue,
    sales,
    tasks,
)

PAGES: tuple[Callable[[PublishedCopy], Page], ...] = (
    overview.page,
    revenue.page,
    churn.page,
    reasons.page,
    renewals.page,
    customers.page,
    at_risk.page,
    potential.page,
    tasks.page,
    acquisition.page,
    sales.page,
    pricing.page,
    payments.page,
    product.page,
    effectiveness.page,
    model_quality.page,
    quality.page,
)
