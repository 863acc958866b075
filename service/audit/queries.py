"""What an audit reads: everything, page by page."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from service.rulebook.duties import Duty
from service.rulebook.terms import Clock
from service.storage.transaction import ReadTx
from service.transparency.kept import BARE, KEPT, hash_of, key_of

PAGE = 5_000

PLACED = """
SELECT id, kind, digest, salt, petition_id, name, position FROM log_leaf
WHERE position >= $1 ORDER BY position LIMIT $2
"""

WAITING = """
SELECT id, kind, digest, salt, petition_id, name, position FROM log_leaf
WHERE position IS NULL AND id > $1 ORDER BY id LIMIT $2
"""

TILES_BEYOND = "SELECT level, number FROM log_tile WHERE number * 256 >= $1::bigint >> (8 * level)"

FIRST_CLOCKS = """
SELECT DISTINCT ON (petition_id) petition_id, clock, referral, owner, starts_on, due_on, legal_limit_on, provisional,
       article
FROM duty WHERE petition_id = ANY($1::bigint[]) ORDER BY petition_id, id
"""

NAMED = (
    "SELECT petition_id, count(*) AS named FROM petitioner WHERE petition_id = ANY($1::bigint[]) GROUP BY petition_id"
)

NOTICES = """
SELECT serial, petition_id, petition.number, notice.kind, issued_at, content, notice.content_sha256
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


def _stands(table: str) -> str:
    """Where a row is not what its last change left. One that was entered bare has no line until it is first changed:
    so long it is compared with its leaf.
    """
    kept = KEPT[table]
    petition = f"this.{kept.petition}" if kept.petition else "NULL"
    return f"""
SELECT '{table}' AS table_name, coalesce(now.key, last.key) AS key,
       coalesce(now.petition_id, last.petition_id) AS owner, now.hash IS NULL AS gone, last.became IS NULL AS fresh
FROM (SELECT {key_of(table)} AS key, {petition}::bigint AS petition_id, {hash_of(table)} AS hash
      FROM {table} AS this) AS now
{"RIGHT" if kept.bare else "FULL"} JOIN (
    SELECT DISTINCT ON (key) key, petition_id, became FROM row_change WHERE table_name = '{table}'
    ORDER BY key, id DESC
) AS last USING (key)
WHERE now.hash IS DISTINCT FROM last.became
"""  # noqa: S608 - nothing is put in but constants


NOT_AS_KEPT = f"""
SELECT differs.*, petition.number
FROM ({" UNION ALL ".join(_stands(table) for table in KEPT)}) AS differs LEFT JOIN petition ON petition.id = owner
ORDER BY table_name, key LIMIT 1000
"""  # noqa: S608 - nothing is put in but constants

# Each change finds the row as the one before it left it: who edited it in between is seen, though it was changed since.
BROKEN = f"""
SELECT table_name, key, number
FROM (SELECT table_name, key, petition_id, was,
             lag(became) OVER each AS before, row_number() OVER each AS nth
      FROM row_change WINDOW each AS (PARTITION BY table_name, key ORDER BY id)) AS change
LEFT JOIN petition ON petition.id = change.petition_id
WHERE was IS DISTINCT FROM before AND NOT (nth = 1 AND table_name = ANY('{{{",".join(BARE)}}}'))
ORDER BY table_name, key LIMIT 1000
"""  # noqa: S608 - likewise

FILED = """
SELECT filed.petition_id, ordinal, number, object, sha256, view, thumbnail
FROM attachment AS filed JOIN petition ON petition.id = filed.petition_id
LEFT JOIN attachment_view AS made ON made.petition_id = filed.petition_id AND made.attachment = ordinal
WHERE (filed.petition_id, ordinal) > ($1, $2) ORDER BY filed.petition_id, ordinal LIMIT $3
"""

CHANGES = "SELECT count(*) FROM row_change"


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


@dataclass(frozen=True, slots=True)
class Filed:
    """A file on record: where it lies, its hash, and where lies what was made of it to be looked at."""

    petition_id: int
    ordinal: int
    number: str
    object: str
    sha256: bytes
    view: str | None
    thumbnail: str | None


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


async def tiles_beyond(tx: ReadTx, size: int) -> Sequence[tuple[int, int]]:
    """Tiles, by level and number, that a tree of this size has not."""
    return [(row["level"], row["number"]) for row in await tx.rows(TILES_BEYOND, size)]


async def first_clocks(tx: ReadTx, ids: Sequence[int]) -> dict[int, Duty]:
    """The clock that each of these petitions began with."""
    return {row[0]: Duty(Clock(row[1]), *row[2:]) for row in await tx.rows(FIRST_CLOCKS, ids)}


async def named(tx: ReadTx, ids: Sequence[int]) -> dict[int, int]:
    """How many people are on record with each of these petitions."""
    return {row["petition_id"]: row["named"] for row in await tx.rows(NAMED, ids)}


async def filed(tx: ReadTx, petition_id: int, ordinal: int) -> Sequence[Filed]:
    """Files on record beyond this one, in pages."""
    return [Filed(*row) for row in await tx.rows(FILED, petition_id, ordinal, PAGE)]
