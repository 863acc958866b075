"""Leaves: written in the transaction of the fact they prove, placed in the tree afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from service.storage.statement import Write
from service.storage.transaction import ReadTx, Tx

LEAF = "INSERT INTO log_leaf (kind, digest, salt, petition_id, name) VALUES ($1, $2, $3, $4, $5)"

# A fact that was committed before another began has the lower id, and whatever is visible here is committed.
PLACE = """
WITH next AS (
    SELECT id, row_number() OVER (ORDER BY id) AS nth
    FROM (SELECT id FROM log_leaf WHERE position IS NULL ORDER BY id LIMIT $2) AS unplaced
), placed AS (
    UPDATE log_leaf SET position = $1 + next.nth - 1 FROM next WHERE log_leaf.id = next.id
    RETURNING position, digest
)
SELECT position, digest FROM placed ORDER BY position
"""

POSITION = "SELECT position FROM log_leaf WHERE digest = $1 AND position IS NOT NULL ORDER BY position LIMIT 1"

OF_NOTICES = "SELECT name, salt FROM log_leaf WHERE kind = 'notice' AND name = ANY($1::text[])"

WAITING = """
SELECT count(*) AS leaves, coalesce(extract(epoch FROM now() - min(recorded_at)), 0)::float8 AS oldest_seconds
FROM log_leaf WHERE position IS NULL
"""


class LeafKind(StrEnum):
    """What a leaf proves."""

    REGISTRATION = "registration"
    NOTICE = "notice"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Proven:
    """A document whose digest goes into the log. The salt is part of it, so the digest tells nothing to others."""

    digest: bytes
    salt: bytes


@dataclass(frozen=True, slots=True)
class Waiting:
    """Leaves without a place yet."""

    leaves: int
    oldest_seconds: float


def leaf(kind: LeafKind, proven: Proven, *, petition_id: int, name: str) -> Write:
    """A leaf for this document. `name` is the number or serial under which an audit names what is missing."""
    return Write(LEAF, (kind, proven.digest, proven.salt, petition_id, name))


async def place(tx: Tx, first: int, limit: int) -> Sequence[bytes]:
    """Give the next leaves their positions from `first` on; their digests in that order."""
    return [row["digest"] for row in await tx.rows(PLACE, first, limit)]


async def position_of(tx: ReadTx, digest: bytes) -> int | None:
    """Where the leaf of this digest stands, if it has its place."""
    found: int | None = await tx.value(POSITION, digest)
    return found


async def salts_of_notices(tx: ReadTx, serials: Sequence[str]) -> dict[str, bytes]:
    """The salts in the leaves of these notices, by serial; those of before the log began have none."""
    return {row["name"]: row["salt"] for row in await tx.rows(OF_NOTICES, list(serials))} if serials else {}


async def waiting(tx: ReadTx) -> Waiting:
    """How many leaves wait for their place, and how long the first of them (seconds)."""
    row = await tx.row(WAITING)
    assert row is not None  # noqa: S101 - an aggregate always answers
    return Waiting(**row)
