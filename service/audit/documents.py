"""Every leaf is made again from the rows that it proves: petition, people, first clock; notice and its words."""

import hashlib
from collections.abc import Mapping, Sequence

from asyncpg import Record

from service.audit import histories, queries
from service.audit.findings import Audit
from service.audit.queries import Leaf
from service.audit.standing import standing
from service.desk.sealed_notice import notice_document
from service.desk.sealed_receipt import receipt_document
from service.register import petitions
from service.signing.canonical import canonical
from service.storage.transaction import ReadTx
from service.transparency.log import LeafKind

CHANGED = "is not what was signed for any more: it, its people or its first clock was edited"

STRANGE = "its row, or one of its clocks or matters, holds what the service never writes: it was edited"
KINDS = frozenset(LeafKind)
ILLEGIBLE = (ValueError, LookupError, TypeError, AttributeError)


async def documents(tx: ReadTx, leaves: Sequence[Leaf], origin: str, audit: Audit) -> None:
    """Compare these leaves with the rows behind them."""
    of_petitions = [leaf for leaf in leaves if leaf.kind == LeafKind.REGISTRATION]
    of_notices = [leaf for leaf in leaves if leaf.kind == LeafKind.NOTICE]
    of_histories = [leaf for leaf in leaves if leaf.kind == LeafKind.HISTORY]
    for leaf in leaves:
        if leaf.kind not in KINDS:
            audit.find(f"leaf {leaf.position} ({leaf.name})", "is of a kind that there is not: it was edited")
    await _legible(tx, of_petitions, origin, audit)
    await histories.leaves(tx, of_histories, origin, audit)
    if of_notices:
        rows = await tx.rows(queries.NOTICES, [leaf.name for leaf in of_notices])
        _notices(of_notices, {row["serial"]: row for row in rows}, origin, audit)


async def _legible(tx: ReadTx, leaves: Sequence[Leaf], origin: str, audit: Audit) -> None:
    """What the service never writes does not read: then the page is halved until the petition is alone, and named."""
    page = Audit()
    try:
        await _registrations(tx, leaves, origin, page)
    except ILLEGIBLE:
        if len(leaves) == 1:
            audit.find(f"petition {leaves[0].name}", STRANGE)
            return
        half = len(leaves) // 2
        await _legible(tx, leaves[:half], origin, audit)
        await _legible(tx, leaves[half:], origin, audit)
    else:
        audit.add(page)


async def _registrations(tx: ReadTx, leaves: Sequence[Leaf], origin: str, audit: Audit) -> None:
    ids = [leaf.petition_id for leaf in leaves]
    found = await petitions.as_registered(tx, ids)
    clocks, named = await queries.first_clocks(tx, ids), await queries.named(tx, ids)
    audit.looked["petitions"] += len(found)
    await standing(tx, [*found.values()], audit)
    for leaf in leaves:
        petition, clock = found.get(leaf.petition_id), clocks.get(leaf.petition_id)
        row = f"petition {leaf.name}"
        if petition is None:
            audit.find(row, "was deleted")
        elif clock is None:
            audit.find(row, "its first clock was deleted")
        else:
            people = named.get(leaf.petition_id, 0)
            document = receipt_document(petition, clock, people, origin=origin, salt=leaf.salt)
            if hashlib.sha256(document).digest() != leaf.digest:
                audit.find(row, CHANGED)


def _notices(leaves: Sequence[Leaf], rows: Mapping[str, Record], origin: str, audit: Audit) -> None:
    audit.looked["notices"] += len(rows)
    for leaf in leaves:
        row, name = rows.get(leaf.name), f"notice {leaf.name}"
        if row is None:
            audit.find(name, "was deleted")
            continue
        # Words under seal cannot be edited without the key; what an earlier release kept in clear can.
        words = row["content"]
        if words is not None and hashlib.sha256(words.encode()).digest() != row["content_sha256"]:
            audit.find(name, "its words were edited")
        facts = (row["serial"], row["kind"], row["number"], row["issued_at"], row["content_sha256"])
        digest = hashlib.sha256(canonical(notice_document(*facts, origin=origin, salt=leaf.salt))).digest()
        if (row["petition_id"], digest) != (leaf.petition_id, leaf.digest):
            audit.find(name, "is not what was issued any more")
