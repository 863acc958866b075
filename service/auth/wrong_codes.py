"""Wrong query codes, counted in the database so that all processes count together, under names that tell nothing.

A window begins with the first wrong code and is over by itself; who reaches the limit within it is locked for as long
again. Nothing here knows whether a petition exists.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.storage.statement import Write
from service.storage.transaction import ReadTx, Tx

STANDING = "SELECT name, tries, last_at FROM wrong_code WHERE name = ANY($1::bytea[])"

_OVER = "(CASE WHEN kept.tries >= excluded.most THEN kept.last_at ELSE kept.since END) + $4 <= excluded.last_at"

# In the order of their names, so that two who count the same wait for each other and neither for ever.
COUNT = f"""
INSERT INTO wrong_code AS kept (name, tries, most, since, last_at)
SELECT name, 1, most, $3, $3 FROM unnest($1::bytea[], $2::int[]) AS tried (name, most) ORDER BY name
ON CONFLICT (name) DO UPDATE SET
    tries = CASE WHEN {_OVER} THEN 1 ELSE kept.tries + 1 END,
    since = CASE WHEN {_OVER} THEN excluded.since ELSE kept.since END,
    most = excluded.most,
    last_at = greatest(kept.last_at, excluded.last_at)
RETURNING name, tries
"""  # noqa: S608 - the only thing put in is the constant above

RESET = "DELETE FROM wrong_code WHERE name = $1"

RECORD = """
INSERT INTO lock_out (what, written, client_id, source, tries, locked_at, locked_until)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""

NEWEST = (
    "SELECT what, written, client_id, source, tries, locked_at, locked_until FROM lock_out ORDER BY id DESC LIMIT $1"
)

FORGET = """
DELETE FROM wrong_code WHERE name IN
    (SELECT name FROM wrong_code WHERE last_at < $1 ORDER BY last_at LIMIT $2 FOR UPDATE SKIP LOCKED)
RETURNING name
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """Wrong codes counted under one name."""

    tries: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class LockOut:
    """That a number, or a caller, was locked: for the auditor, whether or not the number exists."""

    what: str
    written: str | None
    client_id: int
    source: str
    tries: int
    locked_at: datetime
    locked_until: datetime


async def standing(tx: ReadTx, names: Sequence[bytes]) -> dict[bytes, Standing]:
    """What is counted under these names; nothing under those that are not among the answers."""
    rows = await tx.rows(STANDING, list(names))
    return {row["name"]: Standing(row["tries"], row["last_at"]) for row in rows}


async def count(tx: Tx, limits: dict[bytes, int], at: datetime, window: timedelta) -> dict[bytes, int]:
    """Count a wrong code under each of these names with its limit; how many there are now in each window."""
    rows = await tx.rows(COUNT, list(limits), list(limits.values()), at, window)
    return {row["name"]: row["tries"] for row in rows}


def reset(name: bytes) -> Write:
    """Forget what was counted under a name."""
    return Write(RESET, (name,))


def record(lock: LockOut) -> Write:
    """Note a lock-out, which nobody can change."""
    return Write(RECORD, tuple(getattr(lock, name) for name in LockOut.__slots__))


async def newest(tx: ReadTx, most: int) -> list[LockOut]:
    """The lock-outs, the newest first."""
    return [LockOut(**row) for row in await tx.rows(NEWEST, most)]


async def forget(tx: Tx, before: datetime, most: int) -> int:
    """Forget counts that nobody has added to since; how many, of at most so many."""
    return len(await tx.rows(FORGET, before, most))
