"""The log grows: what was committed gets its place, and the new state is signed, in one transaction."""

from datetime import datetime

from service.storage.transaction import Begin
from service.transparency import checkpoints, log, notes, tiles
from service.transparency.checkpoints import Checkpoint
from service.transparency.merkle import leaf_hash
from service.transparency.seals import Seals
from service.transparency.tiles import Growing

AT_ONCE = 10_000  # leaves a transaction


async def extend(*, at: datetime, begin: Begin, seals: Seals) -> Checkpoint | None:
    """Place what waits and sign the log as it then is; None where nothing waits or another process is at it.

    Nothing of a turn that does not end is left: its leaves wait for the next one. Raises `LogDamaged` where the stored
    tree is not the one that was signed last.
    """
    key = await seals.checkpoints.ready(at)
    async with begin() as tx:
        if not await checkpoints.take_turn(tx):
            return None
        last = await checkpoints.latest(tx)
        size = last.size if last else 0
        digests = await log.place(tx, size, AT_ONCE)
        if not digests:
            return None
        tree = Growing(size, await tiles.read(tx, (tile for tile, _ in tiles.edges(size))))
        if last and tree.root != last.root:
            raise tiles.LogDamaged(f"the stored tree is not the one signed at size {size}")
        for digest in digests:
            tree.append(leaf_hash(digest))
        body = notes.text(seals.origin, tree.size, tree.root)
        note = notes.signed(body, seals.origin, key.pair.public, await key.pair.sign(body.encode()))
        made = Checkpoint(tree.size, tree.root, note, key.key.kid, at)
        tx.write(tiles.write(tree.changed), checkpoints.keep(made))
    return made
