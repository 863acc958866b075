"""The chain over the records of access: each link is keyed over the one before, so none can be taken out unseen.

Links are added after the commit by whoever has the turn, in the order in which records became visible: who records
waits for nobody.
"""

import hashlib
import hmac
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from asyncpg import Record
from cryptography.exceptions import InvalidTag

from service.register.accesses import Access, detail_of
from service.register.vault import KeyUnknown
from service.rulebook.vocabulary import AccessKind
from service.storage.schemas import own
from service.storage.statement import Write
from service.storage.transaction import ReadTx, Tx

FIRST = bytes(32)  # what the first link is made over

TAKE_TURN = "SELECT pg_try_advisory_xact_lock(" + own("hashtextextended('access_link', 0)") + ")"

LAST = "SELECT position, hash FROM access_link ORDER BY position DESC LIMIT 1"

# A record is linked within seconds of its commit; a day is more than any transaction lasts.
UNLINKED = """
SELECT id, seal FROM access_record
WHERE recorded_at > coalesce((SELECT max(recorded_at) FROM access_link), '-infinity') - interval '1 day'
  AND NOT EXISTS (SELECT FROM access_link WHERE record_id = access_record.id)
ORDER BY id LIMIT $1
"""

APPEND = """
INSERT INTO access_link (position, record_id, hash)
SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bytea[])
"""

# Both sides whole: a link whose record is gone, and a record that has no link.
CHAINED = """
SELECT link.position, link.record_id, link.hash, record.id, kind, at, actor, officer, organ, petition_id, number,
       detail, because, seal
FROM access_link AS link LEFT JOIN access_record AS record ON record.id = link.record_id
WHERE link.position > $1 ORDER BY link.position LIMIT $2
"""

LOOSE = """
SELECT id, kind, at, actor, officer, organ, petition_id, number, detail, because, seal,
       recorded_at < (SELECT max(recorded_at) FROM access_link) - interval '1 hour' AS late
FROM access_record WHERE NOT EXISTS (SELECT FROM access_link WHERE record_id = access_record.id) ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the chain."""

    position: int
    record_id: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Sealed:
    """A record with the seal that stands beside it."""

    id: int
    access: Access | None  # None where nobody of the service has written it so
    seal: bytes


def link(before: bytes, position: int, record_id: int, seal: bytes, key: bytes) -> Link:
    """The next link."""
    over = before + position.to_bytes(8, "big") + record_id.to_bytes(8, "big") + seal
    return Link(position, record_id, hmac.digest(key, over, hashlib.sha256))


async def take_turn(tx: Tx) -> bool:
    """Whether this transaction, and no other before its end, may add links."""
    return bool(await tx.value(TAKE_TURN))


async def last(tx: ReadTx) -> tuple[int, bytes]:
    """Position and hash of the newest link."""
    row = await tx.row(LAST)
    return (row["position"], row["hash"]) if row else (0, FIRST)


async def unlinked(tx: ReadTx, limit: int) -> list[tuple[int, bytes]]:
    """Id and seal of records that were committed since."""
    return [(row["id"], row["seal"]) for row in await tx.rows(UNLINKED, limit)]


def append(links: Sequence[Link]) -> Write:
    """Add these."""
    columns = zip(*((one.position, one.record_id, one.hash) for one in links), strict=True)
    return Write(APPEND, tuple(list(column) for column in columns))


async def chained(tx: ReadTx, page: int = 2_000) -> AsyncIterator[tuple[Link, Sealed | None]]:
    """Every link with its record, the first first; None where that is gone."""
    position = 0
    while rows := await tx.rows(CHAINED, position, page):
        for row in rows:
            yield Link(row["position"], row["record_id"], row["hash"]), _sealed(row, tx) if row["id"] else None
        position = rows[-1]["position"]


async def loose(tx: ReadTx) -> list[tuple[Sealed, bool]]:
    """Records without a link, and whether they should have one by now."""
    return [(_sealed(row, tx), bool(row["late"])) for row in await tx.rows(LOOSE)]


def _sealed(row: Record, tx: ReadTx) -> Sealed:
    names = ("at", "actor", "officer", "organ", "petition_id", "number")
    whose = {name: row[name] for name in names}
    try:
        access = Access(AccessKind(row["kind"]), **whose, detail=detail_of(row, tx))
    except (InvalidTag, KeyUnknown, ValueError):
        access = None
    return Sealed(row["id"], access, row["seal"])
