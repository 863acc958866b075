"""One PostgreSQL schema a bureau: several share a database and neither see, block nor wake each other.

Tables follow the `search_path` of the connection. What belongs to the whole database, the advisory locks and the list
of who is connected, is told apart here.
"""

from urllib.parse import urlencode

PUBLIC = "public"

# A connection of this application (`$1`) in this schema. A schema whose name would not stand whole in
# `application_name` has none of its own: its writers then hold back everybody, which is safe.
OF_SCHEMA = "concat_ws('/', $1::text, nullif(substring(current_schema() from '^[a-z_][a-z0-9_]{0,39}$'), 'public'))"


def within(dsn: str, schema: str) -> str:
    """A DSN whose connections live in this schema; with `public` the one given, whatever its role's `search_path`."""
    if schema == PUBLIC:
        return dsn
    return f"{dsn}{'&' if '?' in dsn else '?'}{urlencode({'search_path': schema})}"


def own(key: str) -> str:
    """The key of an advisory lock of this schema, as SQL; in `public` it is the one given."""
    return f"(({key})::bigint # coalesce(hashtext(nullif(current_schema(), 'public')), 0)::bigint)"
