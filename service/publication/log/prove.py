"""Prove to anybody what is in the log. Nothing here needs to be trusted: each answer can be recomputed.

No snapshot is taken for it: what a checkpoint was signed over is there for ever, since places are given once and tiles
only get longer. That saves two round trips.
"""

from dataclasses import dataclass

from service.desk.kit import Desk
from service.rulebook.errors import UnknownCheckpoint, UnknownLeaf
from service.storage.transaction import ReadTx
from service.transparency import checkpoints, merkle, prove
from service.transparency.checkpoints import Checkpoint
from service.transparency.prove import Inclusion


@dataclass(frozen=True, slots=True)
class Included:
    """A leaf with its way to the root of a signed checkpoint."""

    leaf: bytes
    proof: Inclusion
    checkpoint: Checkpoint


@dataclass(frozen=True, slots=True)
class Grown:
    """Two signed checkpoints, and the hashes that show the later one to continue the earlier one."""

    earlier: Checkpoint
    later: Checkpoint
    path: tuple[bytes, ...]


async def checkpoint(size: int | None, *, desk: Desk) -> Checkpoint:
    """The checkpoint of this size, or the newest. Raises `UnknownCheckpoint`."""
    async with desk.read() as tx:
        return await _signed(tx, size)


async def included(digest: bytes, size: int | None, *, desk: Desk) -> Included:
    """Where the document of this digest stands in the log. Raises `UnknownCheckpoint`, `UnknownLeaf`."""
    async with desk.read() as tx:
        signed = await _signed(tx, size)
        proof = await prove.inclusion(tx, digest, signed.size)
    if proof is None:
        raise UnknownLeaf
    return Included(merkle.leaf_hash(digest), proof, signed)


async def grown(old: int, new: int | None, *, desk: Desk) -> Grown:
    """How the log grew from one checkpoint to another. Raises `UnknownCheckpoint`."""
    async with desk.read() as tx:
        earlier, later = await _signed(tx, old), await _signed(tx, new)
        if earlier.size > later.size:
            raise UnknownCheckpoint
        return Grown(earlier, later, await prove.consistency(tx, earlier.size, later.size))


async def _signed(tx: ReadTx, size: int | None) -> Checkpoint:
    found = await (checkpoints.latest(tx) if size is None else checkpoints.at_size(tx, size))
    if found is None:
        raise UnknownCheckpoint
    return found
