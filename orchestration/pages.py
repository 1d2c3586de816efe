"""The site of pages as the last asset, below the published copy.

Here: the op. Not here: what pages show and how a site is written (`dashboards`).
"""

from typing import Any

from dagster import AssetKey, AssetsDefinition, Failure, MaterializeResult, MetadataValue, asset

from orchestration.keys import PUBLISHED, PUBLISHED_COPY
from orchestration.resources import Build
from saas360.dbt import DbtError

PAGES = AssetKey([PUBLISHED, "pages"])


def build_pages() -> AssetsDefinition:
    """The asset `published/pages`; readers keep the old site until the new one is whole."""

    @asset(
        key=PAGES,
        group_name=PUBLISHED,
        description="The shipped pages, with dbt docs and Data Docs beside them: a static site.",
        deps=[PUBLISHED_COPY],
        kinds={"html"},
    )
    def pages(build: Build) -> MaterializeResult[Any]:
        import duckdb

        from dashboards.site import NothingPublishedError, build_site

        try:
            site = build_site(build.settings(), build.dbt())
        except (NothingPublishedError, DbtError, OSError, duckdb.Error) as error:
            raise Failure(description=f"The pages are as they were: {error}") from error
        return MaterializeResult(
            metadata={
                "start": MetadataValue.url(site.start.as_uri()),
                "pages": site.pages,
                "seconds": round(site.seconds, 1),
            }
        )

    return pages
