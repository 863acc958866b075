"""What an audit reads: everything, page by page."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from service.rulebook.duties import Duty
from service.rulebook.terms import Clock
from service.storage.transaction import ReadTx

PAGE = 5_000

PLACED = """
SELECT id, kind, digest, salt, petition_id, name, position FROM log_leaf
WHERE position >= $1 ORDER BY position LIMIT $2
"""

WAITING = """
SELECT id, kind, digest, salt, petition_id, name, position FROM log_leaf
WHERE position IS NULL AND id > $1 ORDER BY id LIMIT $2
"""

FIRST_CLOCKS = """
SELECT DISTINCT ON (petition_id) petition_id, clock, referral, owner, starts_on, due_on, legal_limit_on, provisional,
       article
FROM duty WHERE petition_id = ANY($1::bigint[]) ORDER BY petition_id, id
"""

NAMED = (
    "SELECT petition_id, count(*) AS named FROM petitioner WHERE petition_id = ANY($1::bigint[]) GROUP BY petition_id"
)

NOTICES = """
SELECT serial, petition.number, notice.kind, issued_at, content, notice.content_sha256
FROM notice JOIN petition ON petition.id = notice.petition_id WHERE serial = ANY($1::text[])
"""

# What was registered before there was a log is in no leaf, and no fault.
UNLOGGED = """
SELECT petition.number AS name FROM petition
WHERE recorded_at >= (SELECT min(recorded_at) FROM log_leaf WHERE kind = 'registration')
  AND NOT EXISTS (SELECT FROM log_leaf WHERE log_leaf.petition_id = petition.id AND kind = 'registration')
UNION ALL
SELECT serial FROM notice
WHERE recorded_at >= (SELECT min(recorded_at) FROM log_leaf WHERE kind = 'notice')
  AND NOT EXISTS (SELECT FROM log_leaf WHERE name = serial AND kind = 'notice')
LIMIT 1000
"""

# Each line of these is numbered from one; a number that is missing was taken out.
GAPS = """
SELECT number, what FROM (
    SELECT petition_id, 'event' AS what FROM event
    GROUP BY petition_id HAVING min(sequence) <> 1 OR max(sequence) <> count(*)
    UNION ALL
    SELECT petition_id, 'deadline ' || clock FROM deadline
    GROUP BY petition_id, clock HAVING min(sequence) <> 1 OR max(sequence) <> count(*)
    UNION ALL
    SELECT petition_id, 'classification' FROM classification
    GROUP BY petition_id HAVING min(version) <> 1 OR max(version) <> count(*)
    UNION ALL
    SELECT petition_id, 'petitioner' FROM petitioner
    GROUP BY petition_id HAVING min(position) <> 1 OR max(position) <> count(*)
) AS gap JOIN petition ON petition.id = petition_id ORDER BY number LIMIT 1000
"""

UNTOLD = """
SELECT number FROM petition
WHERE NOT EXISTS (SELECT FROM event WHERE event.petition_id = petition.id AND kind = 'registered')
   OR NOT EXISTS (SELECT FROM classification WHERE classification.petition_id = petition.id
                  AND version = classification_version)
   OR NOT EXISTS (SELECT FROM deadline WHERE deadline.petition_id = petition.id)
LIMIT 1000
"""


# Where a petition stands follows from the facts; what was said beside them is under seal.
HISTORIES = """
SELECT petition_id, kind, (at AT TIME ZONE 'Asia/Shanghai')::date AS day, detail FROM event
WHERE petition_id = ANY($1::bigint[]) ORDER BY petition_id, sequence
"""

CLOCKS = """
SELECT petition_id, clock, referral, step, owner, on_day AS "on", starts_on, due_on, legal_limit_on FROM deadline
WHERE petition_id = ANY($1::bigint[]) ORDER BY petition_id, clock, sequence
"""

DUTIES = """
SELECT petition_id, clock, referral, owner, starts_on, due_on, legal_limit_on, state, missed_on FROM duty
WHERE petition_id = ANY($1::bigint[]) ORDER BY petition_id, id
"""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf as it stands in the table."""

    id: int
    kind: str
    digest: bytes
    salt: bytes
    petition_id: int
    name: str
    position: int | None


async def placed(tx: ReadTx) -> AsyncIterator[Sequence[Leaf]]:
    """The leaves in the order of the tree, in pages."""
    start = 0
    while rows := await tx.rows(PLACED, start, PAGE):
        yield [Leaf(*row) for row in rows]
        start = rows[-1]["position"] + 1


async def waiting(tx: ReadTx) -> AsyncIterator[Sequence[Leaf]]:
    """The leaves that have no place yet, in pages."""
    start = 0
    while rows := await tx.rows(WAITING, start, PAGE):
        yield [Leaf(*row) for row in rows]
        start = rows[-1]["id"]


async def first_clocks(tx: ReadTx, ids: Sequence[int]) -> dict[int, Duty]:
    """The clock that each of these petitions began with."""
    return {row[0]: Duty(Clock(row[1]), *row[2:]) for row in await tx.rows(FIRST_CLOCKS, ids)}


async def named(tx: ReadTx, ids: Sequence[int]) -> dict[int, int]:
    """How many people are on record with each of these petitions."""
    return {row["petition_id"]: row["named"] for row in await tx.rows(NAMED, ids)}
