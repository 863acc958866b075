"""The record is gathered again, stretch by stretch, and compared with what the leaves of histories say of it."""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256

from service.audit.findings import Audit
from service.audit.queries import Leaf
from service.storage.transaction import ReadTx
from service.transparency import histories, record
from service.transparency.histories import BEGINNING, History
from service.transparency.record import Added

HASH = 32  # bytes


async def leaves(tx: ReadTx, found: Sequence[Leaf], origin: str, audit: Audit) -> None:
    """Compare leaves with the lists of rows that they are made over."""
    if not found:
        return
    said = await histories.of_leaves(tx, [leaf.id for leaf in found])
    audit.looked["histories"] += len(found)
    for leaf in found:
        one = said.get(leaf.id)
        if one is None:
            audit.find(f"history leaf {leaf.id} ({leaf.name})", "the list of its rows was deleted")
        elif (one.petition_id, sha256(_document(leaf, one, origin)).digest()) != (leaf.petition_id, leaf.digest):
            audit.find(f"history leaf {leaf.id} ({leaf.name})", "the list of its rows was edited")


def _document(leaf: Leaf, one: History, origin: str) -> bytes:
    return histories.document(
        leaf.name, one.until, one.names, one.hashes, origin=origin, salt=leaf.salt, edition=one.edition
    )


async def rows(tx: ReadTx, audit: Audit, progress: Callable[[int], None]) -> None:
    """Compare those lists with the rows themselves. What was recorded after the last stretch is in no leaf yet."""
    since = BEGINNING
    while (end := await histories.after(tx, since)) is not None:
        said = await histories.until(tx, end)
        there = {one.petition_id: one for one in await record.added(tx, since, end, said[0].edition)}
        for one in said:
            _compare(one, there.pop(one.petition_id, None), audit)
        for fresh in there.values():
            for name in fresh.names.split("\n"):
                audit.find(_called(fresh.number, name), FRESH)
        since = end
        progress(len(said))


FRESH = "is in no leaf of the log: it was put there, or given another time of recording, by somebody else"
GONE = "was deleted, or given another time of recording"


def _compare(said: History, there: Added | None, audit: Audit) -> None:
    audit.looked["rows"] += said.names.count("\n") + 1
    if there is not None and (said.names, said.hashes) == (there.names, there.hashes):
        return
    before, now = _hashes(said), _hashes(there) if there is not None else {}
    for name, digest in before.items():
        if name not in now:
            audit.find(_called(said.number, name), GONE)
        elif now[name] != digest:
            audit.find(_called(said.number, name), "was edited")
    for name in now.keys() - before.keys():
        audit.find(_called(said.number, name), FRESH)


def _hashes(of: History | Added) -> Mapping[str, bytes]:
    names = of.names.split("\n")
    return {name: of.hashes[HASH * nth : HASH * (nth + 1)] for nth, name in enumerate(names)}


def _called(number: str, name: str) -> str:
    return f"petition {number}, {name}" if number else name
