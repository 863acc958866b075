"""Whether the records of access are those that were written, all of them, and no others."""

from service.audit.findings import Audit
from service.register import access_links
from service.register.access_links import FIRST, Link, Sealed
from service.storage.transaction import ReadTx

EDITED = "was edited, or was put there by somebody else"


async def accesses(tx: ReadTx, key: bytes, done: Audit) -> None:
    """Go through the chain link by link, then through what has no link."""
    position, before = 0, FIRST
    async for link, sealed in access_links.chained(tx):
        done.looked["accesses"] += 1
        for missing in range(position + 1, link.position):
            done.find(f"access_link {missing}", "was deleted, and perhaps the record that it was over")
        if sealed is None:
            done.find(f"access_record {link.record_id}", "was deleted")
        else:
            _own(link, sealed, before, key, done)
        position, before = link.position, link.hash
    for sealed, late in await access_links.loose(tx):
        done.looked["accesses"] += 1
        if not _genuine(sealed, key):
            done.find(f"access_record {sealed.id}", EDITED)
        elif late:
            done.find(f"access_record {sealed.id}", "has no link in the chain: it was deleted")


def _own(link: Link, sealed: Sealed, before: bytes, key: bytes, done: Audit) -> None:
    if not _genuine(sealed, key):
        done.find(f"access_record {sealed.id}", EDITED)
    elif access_links.link(before, link.position, link.record_id, sealed.seal, key) != link:
        done.find(f"access_link {link.position}", "was edited, or the one before it was")


def _genuine(sealed: Sealed, key: bytes) -> bool:
    return sealed.access is not None and sealed.access.seal(key) == sealed.seal
