"""Every file on record is read from the store and hashed: one that is missing, or is another, is named."""

import hashlib
from collections.abc import AsyncIterator, Callable

from cryptography.exceptions import InvalidTag

from service.audit import queries
from service.audit.findings import Audit
from service.audit.queries import Filed
from service.desk.files import Files
from service.register.vault import KeyUnknown
from service.storage.objects import ObjectMissing
from service.storage.transaction import Read

MISSING = "is not in the store: it was deleted"
ANOTHER = "is not the file on record: it was replaced"


async def files(*, read: Read, store: Files, audit: Audit, progress: Callable[[int], None] = lambda _: None) -> None:
    """Read the store as the record names it, page by page: no transaction is open while files are read.

    A file has to have the hash on record. What was made of it has none, but opens only if it was sealed here, under its
    own name.
    """
    async for filed in _every(read):
        row = f"petition {filed.number}, file {filed.ordinal}"
        await _compare(row, filed.object, filed.sha256, store, audit)
        for made in filter(None, (filed.view, filed.thumbnail)):
            await _compare(f"{row}, {made.removeprefix(filed.object)}", made, None, store, audit)
        progress(1)


async def _compare(row: str, key: str, sha256: bytes | None, store: Files, audit: Audit) -> None:
    digest = hashlib.sha256()
    audit.looked["files"] += 1
    try:
        async for piece in store.read(key):
            digest.update(piece)
    except ObjectMissing:
        audit.find(row, MISSING)
    except (InvalidTag, KeyUnknown, ValueError):  # whatever its first bytes say of how it was sealed
        audit.find(row, ANOTHER)
    else:
        if sha256 is not None and digest.digest() != sha256:
            audit.find(row, ANOTHER)


async def _every(read: Read) -> AsyncIterator[Filed]:
    after = -1, 0
    while True:
        async with read() as tx:
            page = await queries.filed(tx, *after)
        if not page:
            return
        for one in page:
            yield one
        after = page[-1].petition_id, page[-1].ordinal
