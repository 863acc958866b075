"""The whole audit, on one snapshot: tree, documents, histories, and what no leaf can tell."""

from collections.abc import Callable

from service.audit import histories, kept, queries
from service.audit.accesses import accesses
from service.audit.documents import documents
from service.audit.findings import Audit
from service.audit.pages import pages
from service.audit.tree import TreeAudit
from service.signing import keys
from service.storage.transaction import Read, ReadTx
from service.transparency.seals import Seals


async def audit(*, snapshot: Read, seals: Seals, progress: Callable[[int], None] = lambda _: None) -> Audit:
    """Recompute everything. What is found names the row; nothing is found where nobody has touched anything."""
    done = Audit()
    async with snapshot() as tx:
        known, strange = await keys.legible(tx)
        genuine = [key for key in known if key.genuine(seals.secrets.seal)]
        done.looked["keys"] += len(known)
        for kid in [*strange, *(key.kid for key in set(known) - set(genuine))]:
            done.find(f"key {kid}", "was put there or edited by somebody else")
        tree = TreeAudit(tx, done, seals.origin, genuine)
        async for page in queries.placed(tx):
            await tree.page(page)
            await documents(tx, page, seals.origin, done)
            progress(len(page))
        await tree.end()
        async for page in queries.waiting(tx):
            await documents(tx, page, seals.origin, done)
        await histories.rows(tx, done, progress)
        await kept.standing(tx, done)
        await pages(tx, done)
        await accesses(tx, seals.accesses, done)
        await _rows(tx, done)
    return done


async def _rows(tx: ReadTx, done: Audit) -> None:
    for row in await tx.rows(queries.UNLOGGED):
        done.find(row["name"], "is in no leaf of the log: its leaf was deleted, or it was put there by somebody else")
    for row in await tx.rows(queries.GAPS):
        done.find(f"petition {row['number']}", f"a row of {row['what']} was deleted")
    for row in await tx.rows(queries.UNTOLD):
        done.find(f"petition {row['number']}", "registration, clocks or the classification in force were deleted")
