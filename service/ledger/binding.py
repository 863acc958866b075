"""Binding (装订): full pages of the ledger are closed and totalled, small ones gathered into larger ones.

Everything here is derived from the lines: it may stop anywhere, be undone and be done again, and no answer changes by
it, only how long an answer takes.
"""

from collections.abc import Sequence
from datetime import datetime

from service.ledger import pages
from service.storage.settled import settled
from service.storage.transaction import Begin, Read

LINES = 32_000  # of the smallest page: what a question at most has to read line by line
FAN = 8  # so many pages of a level are gathered into one of the next
TOP = 9  # levels above the smallest; 32,000 lines by 8 to the ninth are more than there will be


async def bind(*, begin: Begin, read: Read, lines: int = LINES, fan: int = FAN) -> int:
    """Close every page that is full and final; how many were closed. Where somebody else is at it, none.

    Each page is a transaction of its own. Lines that were recorded after the call are left for the next one.
    """
    async with read() as tx:
        final = await settled(tx)
        useless = await pages.foreign(tx)
    await _drop(useless, begin)
    closed = 0
    while await _close_one(final, begin, lines, fan):
        closed += 1
    return closed


async def unbind(*, begin: Begin, read: Read) -> int:
    """Forget all pages; how many there were. The lines alone answer then, and every answer stays what it was."""
    async with read() as tx:
        known = await pages.every(tx)
    await _drop(known, begin)
    return len(known)


async def _drop(known: Sequence[int], begin: Begin) -> None:
    for page in known:
        async with begin() as tx:
            await pages.drop(tx, page)


async def _close_one(final: datetime, begin: Begin, lines: int, fan: int) -> bool:
    async with begin() as tx:
        if not await pages.take_turn(tx):
            return False
        for level in range(1, TOP + 1):
            if stretch := await pages.gatherable(tx, level, fan):
                await pages.close(tx, level, stretch)
                return True
        if stretch := await pages.full(tx, final, lines):
            await pages.close(tx, 0, stretch)
            return True
    return False
