"""Where an account's page lies. Ids may hold anything, differ in case alone, or be very long."""

import re
from hashlib import sha256

FOLDER = "accounts"
# Lower case alone: some file systems take `A1` and `a1` for one. A dot stands in no such name, so
# that a name with a hash is never that of a plain id.
PLAIN = re.compile(r"[a-z0-9_-]{1,60}")
# Files of these names can't be made on Windows, whatever their ending.
RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d")
READABLE = 24


def address_of(account_id: str) -> str:
    """The address of an account's page, from the site's root; another one for every id."""
    return f"{FOLDER}/{_name(account_id)}.html"


def _name(account_id: str) -> str:
    if PLAIN.fullmatch(account_id) and not RESERVED.fullmatch(account_id):
        return account_id
    readable = re.sub(r"[^a-z0-9]+", "-", account_id.lower())[:READABLE].strip("-")
    digest = sha256(account_id.encode("utf-8", "surrogatepass")).hexdigest()
    return f"account-{readable or 'id'}.{digest[:20]}"
