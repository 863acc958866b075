"""What figures are read from in place of lines is totalled again from the lines, which are in leaves."""

from service.audit.findings import Audit
from service.ledger import proving
from service.storage.transaction import ReadTx


async def pages(tx: ReadTx, audit: Audit) -> None:
    """Compare every page of the ledger with its lines. What was touched is made anew by `ledger unbind` and `bind`."""
    for page in await proving.every(tx):
        audit.looked["pages"] += 1
        if await proving.differs(tx, page):
            audit.find(f"ledger_page {page.id}", "its totals are not those of its lines: edited, deleted or put there")
    for page_id in await proving.orphans(tx):
        audit.find(f"ledger_page {page_id}", "was deleted, or its totals were put there")
