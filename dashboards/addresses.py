"""Where an account's page is: names that any file system and any address can hold."""

import hashlib
import re

SAFE = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")


def slug_of(account_id: str) -> str:
    """The page's path in the site, without the ending.

    Ids of plain small letters, digits, - and _ stand for themselves; what else an id may hold, and
    capitals, which some file systems do not tell from small letters, are replaced by a digest.
    """
    if SAFE.fullmatch(account_id):
        return f"accounts/{account_id}"
    return f"accounts/~{hashlib.sha256(account_id.encode()).hexdigest()[:20]}"


def address_of(account_id: str) -> str:
    """The page's address from the site's first folder."""
    return f"{slug_of(account_id)}.html"
