"""Leaves of histories: which rows each is made over. Written by the keeper, never in the transaction of a fact."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from service.signing.canonical import Value, canonical
from service.storage.transaction import ReadTx, Tx
from service.transparency.log import LeafKind
from service.transparency.record import EDITION, Added

TYPE = "xinfang-history"
SALT = 16  # bytes
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)

KEEP = f"""
WITH line AS (
    SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::bigint[], $4::text[], $5::text[], $6::bytea[])
        AS line (digest, salt, petition_id, name, names, hashes)
), leaf AS (
    INSERT INTO log_leaf (kind, digest, salt, petition_id, name)
    SELECT '{LeafKind.HISTORY}', digest, salt, petition_id, name FROM line ORDER BY petition_id
    RETURNING id, digest
)
INSERT INTO log_history (leaf_id, petition_id, until, names, hashes, edition)
SELECT leaf.id, line.petition_id, $7, line.names, line.hashes, {EDITION} FROM leaf JOIN line USING (digest)
"""  # noqa: S608 - nothing is put in but constants

REACHED = "SELECT max(until) FROM log_history"

NEXT = "SELECT min(until) FROM log_history WHERE until > $1"

UNTIL = """
SELECT log_history.leaf_id, log_history.petition_id, coalesce(log_leaf.name, '') AS number, until, names, hashes,
       edition
FROM log_history LEFT JOIN log_leaf ON log_leaf.id = log_history.leaf_id
WHERE until = $1 ORDER BY log_history.petition_id, log_history.leaf_id
"""

OF_LEAVES = """
SELECT leaf_id, petition_id, '' AS number, until, names, hashes, edition
FROM log_history WHERE leaf_id = ANY($1::bigint[])
"""


@dataclass(frozen=True, slots=True)
class History:
    """What a leaf says of a petition's history: these rows, with these hashes, recorded up to this moment.

    `edition` tells of which tables they are.
    """

    leaf_id: int
    petition_id: int
    number: str
    until: datetime
    names: str
    hashes: bytes
    edition: int


def document(
    number: str, until: datetime, names: str, hashes: bytes, *, origin: str, salt: bytes, edition: int = EDITION
) -> bytes:
    """What the leaf is the hash of, in its canonical form (RFC 8785). The first edition did not name itself."""
    told: dict[str, Value] = {
        "type": TYPE,
        "number": number,
        "until": until.astimezone(UTC).isoformat(timespec="microseconds"),
        "rows": names,
        "rows_sha256": sha256(hashes).hexdigest(),
        "log": origin,
        "salt": salt.hex(),
    }
    return canonical(told if edition == 1 else {**told, "edition": edition})


async def reached(tx: ReadTx) -> datetime:
    """Up to which moment the record is in leaves."""
    return await tx.value(REACHED) or BEGINNING


async def keep(tx: Tx, found: Sequence[Added], until: datetime, origin: str) -> None:
    """One leaf for each of these petitions, with what it is made over."""
    salts = [os.urandom(SALT) for _ in found]
    documents = [
        document(one.number, until, one.names, one.hashes, origin=origin, salt=salt)
        for one, salt in zip(found, salts, strict=True)
    ]
    await tx.rows(
        KEEP,
        [sha256(one).digest() for one in documents],
        salts,
        [one.petition_id for one in found],
        [one.number for one in found],
        [one.names for one in found],
        [one.hashes for one in found],
        until,
    )


async def after(tx: ReadTx, since: datetime) -> datetime | None:
    """Where the stretch that begins with this moment ends; None after the last one."""
    moment: datetime | None = await tx.value(NEXT, since)
    return moment


async def until(tx: ReadTx, end: datetime) -> Sequence[History]:
    """What leaves say of the stretch that ends with this moment."""
    return [History(**row) for row in await tx.rows(UNTIL, end)]


async def of_leaves(tx: ReadTx, leaf_ids: Sequence[int]) -> dict[int, History]:
    """What these leaves are made over."""
    return {row["leaf_id"]: History(**row) for row in await tx.rows(OF_LEAVES, leaf_ids)}
