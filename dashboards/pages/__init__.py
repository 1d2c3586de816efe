"""The pages, in the order of the navigation: a module each.

A new page is a module with a function `page`, and its name below. A new figure is a block in the
page where people would look for it; its definition comes with the column that it shows.
"""

from collections.abc import Callable

from dashboards.blocks import Page
from dashboards.copy import PublishedCopy
from dashboards.pages import customers, overview, revenue

PAGES: tuple[Callable[[PublishedCopy], Page], ...] = (
    overview.page,
    revenue.page,
    customers.page,
)
