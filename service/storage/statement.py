"""Several writes as one statement: a transaction's writes travel to PostgreSQL in one round trip.

Each write stays a function of its own, named for what it records; `together` makes them the parts of one `WITH`.
PostgreSQL runs such parts on one snapshot and in no promised order, so no part may rely on another's rows except
through foreign keys, which are checked at the end of the statement.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

_PLACEHOLDER = re.compile(r"\$(\d+)")


@dataclass(frozen=True, slots=True)
class Secret:
    """What a person wrote, or who he is: an argument that its transaction seals on the way to the server.

    `owner` names the row and column that it belongs to; it opens under that name only.
    """

    owner: str
    content: Any


@dataclass(frozen=True, slots=True)
class Write:
    """One INSERT, UPDATE or DELETE with its arguments for `$1` … `$n`, secrets among them as what a `bytea` holds."""

    sql: str
    args: tuple[Any, ...]


def together(writes: tuple[Write, ...]) -> Write:
    """The writes as one statement."""
    shape = tuple((write.sql, len(write.args)) for write in writes)
    return Write(_compose(shape), tuple(chain.from_iterable(write.args for write in writes)))


@lru_cache(maxsize=256)  # the same use case composes the same text, so PostgreSQL can keep its plan
def _compose(shape: tuple[tuple[str, int], ...]) -> str:
    parts = []
    before = 0
    for sql, count in shape:
        parts.append(_PLACEHOLDER.sub(lambda found, shift=before: f"${int(found[1]) + shift}", sql))  # type: ignore[misc]  # mypy cannot type a lambda's bound default
        before += count
    *earlier, last = parts
    if not earlier:
        return last
    return "WITH " + ", ".join(f"w{n} AS ({part})" for n, part in enumerate(earlier)) + " " + last
