"""Which database the suites ask: DuckDB's file or Spark, whatever the settings say."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import sqlalchemy as sa

from expectations import dialect
from saas360.settings import Settings


def url_and_options(settings: Settings) -> tuple[str, dict[str, Any]]:
    """What SQLAlchemy makes an engine of: a URL, and further arguments of `create_engine`."""
    if settings.is_spark:
        from expectations import spark_dialect

        spark_dialect.register()
        return spark_dialect.URL, spark_dialect.engine_options(settings)
    dialect.register()
    return dialect.url(settings.warehouse), dialect.engine_options(settings.warehouse)


@contextmanager
def open_engine(settings: Settings) -> Iterator[sa.Engine]:
    """An engine on the warehouse, closed for good at the end; its queries share one connection.

    Args:
        settings: on DuckDB the file must exist.
    """
    url, options = url_and_options(settings)
    engine = sa.create_engine(url, **options)
    try:
        yield engine
    finally:
        engine.dispose()


def kept_open(settings: Settings) -> AbstractContextManager[None]:
    """Keeps the warehouse open, so that opening it once more takes no time meanwhile."""
    return nullcontext() if settings.is_spark else dialect.kept_open(settings.warehouse)
