"""The tree is built again from its leaves, and compared with the stored hashes and with every checkpoint."""

from collections.abc import AsyncIterator, Sequence

from service.audit import queries
from service.audit.findings import Audit
from service.audit.queries import PAGE, Leaf
from service.signing.algorithms import verified
from service.signing.keys import Key
from service.storage.transaction import ReadTx
from service.transparency import checkpoints, notes, tiles
from service.transparency.checkpoints import Checkpoint
from service.transparency.merkle import leaf_hash
from service.transparency.tiles import HASH, WIDTH, Growing, Tile

BEYOND = "holds hashes of leaves that there are not: it was edited or put there"


class TreeAudit:
    """Takes the leaves page by page, in their order."""

    def __init__(self, tx: ReadTx, audit: Audit, origin: str, keys: Sequence[Key]) -> None:
        self._tx = tx
        self._audit = audit
        self._origin = origin
        self._keys = {key.kid: key for key in keys}
        self._tree = Growing(0, {})
        self._signed = _all(tx)
        self._next: Checkpoint | None = None
        self._begun = False

    async def page(self, leaves: Sequence[Leaf]) -> None:
        """The next leaves."""
        if not self._begun:
            self._begun, self._next = True, await anext(self._signed, None)
        self._audit.looked["leaves"] += len(leaves)
        for leaf in leaves:
            self._gap(leaf.position or 0)
            self._tree.append(leaf_hash(leaf.digest))
            await self._checkpoints()
        await self._stored({leaf.position: leaf.name for leaf in leaves})

    async def end(self) -> None:
        """No leaf is left: what was signed for more of them has lost some."""
        if not self._begun:
            self._next = await anext(self._signed, None)
        while self._next is not None:
            self._audit.find(f"checkpoint {self._next.size}", f"leaves from {self._tree.size} on are missing")
            self._next = await anext(self._signed, None)
        unfinished = self._tree.unfinished
        stored = await tiles.found(self._tx, unfinished)
        longer = [tile for tile, hashes in unfinished.items() if len(stored.get(tile, b"")) > len(hashes)]
        for level, number in [*longer, *await queries.tiles_beyond(self._tx, self._tree.size)]:
            self._audit.find(f"tile {number} of level {level}", BEYOND)

    def _gap(self, position: int) -> None:
        while self._tree.size < position:
            self._audit.find(f"leaf {self._tree.size}", "was deleted")
            self._tree.append(bytes(HASH))

    async def _checkpoints(self) -> None:
        while self._next is not None and self._next.size == self._tree.size:
            signed, row = self._next, f"checkpoint {self._next.size}"
            self._audit.looked["checkpoints"] += 1
            if self._tree.root != signed.root:
                self._audit.find(row, "the leaves before it are not those that were signed: removed, edited or moved")
            if not self._genuine(signed):
                self._audit.find(row, "was edited, or signed by nobody")
            self._next = await anext(self._signed, None)

    def _genuine(self, signed: Checkpoint) -> bool:
        key = self._keys.get(signed.kid)
        if key is None:
            return False
        body = notes.text(self._origin, signed.size, signed.root)
        signature = notes.signature_of(signed.note)
        told = notes.signed(body, self._origin, key.public_key, signature)
        return told == signed.note and verified(key.algorithm, key.public_key, body.encode(), signature)

    async def _stored(self, names: dict[int | None, str]) -> None:
        made = self._tree.changed
        stored = await tiles.found(self._tx, made)
        for tile, hashes in made.items():
            kept = stored.get(tile, b"")
            if kept[: len(hashes)] != hashes:
                self._differing(tile, hashes, kept, names)
            elif len(kept) > len(hashes) == WIDTH * HASH:
                self._audit.find(f"tile {tile[1]} of level {tile[0]}", BEYOND)
        self._tree = Growing(self._tree.size, self._tree.unfinished)

    def _differing(self, tile: Tile, made: bytes, kept: bytes, names: dict[int | None, str]) -> None:
        level, number = tile
        for at in range(0, len(made), HASH):
            if made[at : at + HASH] == kept[at : at + HASH]:
                continue
            place = number * WIDTH + at // HASH
            row = f"leaf {place} ({names.get(place, 'earlier')})" if level == 0 else f"hash {place} of level {level}"
            self._audit.find(row, "is not the one in the stored tree: one of the two was edited")


async def _all(tx: ReadTx) -> AsyncIterator[Checkpoint]:
    size = 0
    while page := await checkpoints.beyond(tx, size, PAGE):
        for one in page:
            yield one
        size = page[-1].size
