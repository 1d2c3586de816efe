"""The published tables in PostgreSQL, for BI tools that would rather ask a server than open a file.

Tables are copied into staging schemas, counted, given keys, indexes and comments, and then take the
places of the old ones in one transaction: a reader sees all of the old run or all of the new one.

- `publication`: the steps in their order
- `server`: one session, and what goes wrong in it in words
- `columns`: types of DuckDB in PostgreSQL
- `staging`: copying
- `swap`: taking the old tables' places; what depends on them
"""

from saas360.postgres.publication import READER, Published, publish_to_postgres
from saas360.postgres.server import PostgresError

__all__ = ["READER", "PostgresError", "Published", "publish_to_postgres"]
