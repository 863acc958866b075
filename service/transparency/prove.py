"""Proofs that a leaf is in the log, and that the log has only grown; each reads a handful of rows."""

from collections.abc import Iterable
from dataclasses import dataclass

from service.storage.transaction import ReadTx
from service.transparency import log, merkle, tiles
from service.transparency.merkle import Range


@dataclass(frozen=True, slots=True)
class Inclusion:
    """A leaf's place in a tree, and the hashes that lead from it to the root, from the leaf upwards."""

    position: int
    size: int
    path: tuple[bytes, ...]


async def inclusion(tx: ReadTx, digest: bytes, size: int) -> Inclusion | None:
    """The proof for a document's digest in the tree of this size; None where it is not in it."""
    position = await log.position_of(tx, digest)
    if position is None or position >= size:
        return None
    return Inclusion(position, size, await _hashed(tx, merkle.inclusion(position, size)))


async def consistency(tx: ReadTx, old: int, new: int) -> tuple[bytes, ...]:
    """The hashes that show the tree of the old size to be the beginning of the new one; 0 < old ≤ new."""
    return await _hashed(tx, merkle.consistency(old, new))


async def _hashed(tx: ReadTx, parts: Iterable[Range]) -> tuple[bytes, ...]:
    ranges = list(parts)
    wanted = {tiles.tile_of(node) for node in merkle.nodes(ranges)}
    hashes = tiles.hashes_in(await tiles.read(tx, wanted))
    return tuple(merkle.hashed(part, hashes) for part in ranges)
