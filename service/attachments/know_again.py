"""A letter that was scanned before is known again, however it was scanned: a doubt for the desk, nothing is refused."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from service.desk.kit import Desk
from service.reading.prints import NEAR, differing
from service.register import scans
from service.register.attachments import Attachment, FileKind
from service.register.scans import PagePrint
from service.storage.statement import Write
from service.storage.transaction import ReadTx

ENOUGH = 0.5  # of the pages on which anything is written: one enclosure that both have makes no letter the other

Pages = Sequence[Mapping[str, Any]]


async def known_again(
    petition_id: int, looked: Sequence[tuple[Attachment, Pages]], *, at: datetime, desk: Desk
) -> list[Write]:
    """What is to be recorded of letters that this one looks like.

    Its prints are on record before it looks for others, so that of two that are read at once the later one sees the
    other. Done again it finds the same.
    """
    prints = [
        (
            PagePrint(one.ordinal, nth, bytes.fromhex(page["prints"][0])),
            [bytes.fromhex(each) for each in page["prints"]],
        )
        for one, pages in looked
        if one.kind is FileKind.PAGE
        for nth, page in enumerate(pages, 1)
        if page["prints"]
    ]
    if not prints:
        return []
    async with desk.begin() as tx:
        tx.write(*scans.enter(petition_id, [own for own, _ in prints], at))
    async with desk.snapshot() as tx:
        like = [await _like(tx, petition_id, both_ways) for _, both_ways in prints]
    pages = defaultdict[int, int](int)
    for found in like:
        for other in found:
            pages[other] += 1
    return [scans.doubt(petition_id, other, count, at) for other, count in pages.items() if count >= ENOUGH * len(like)]


async def _like(tx: ReadTx, petition_id: int, both_ways: Sequence[bytes]) -> set[int]:
    """The petitions with a page like this one, whichever way up it lay on the scanner."""
    return {
        other
        for print_ in both_ways
        for other, theirs in await scans.sharing(tx, petition_id, print_)
        if differing(print_, theirs.print) <= NEAR
    }
