"""Every night everything is counted again, and how far the counts are apart is a figure like any other."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date

from service.desk.kit import Desk
from service.ledger import book, recounts
from service.ledger.book import Source
from service.rulebook.measures import Measure
from service.rulebook.postings import Dimensions, Posting, difference
from service.statistics.recount.compare import Comparison, recount
from service.storage.transaction import Begin

EVER = date(1949, 10, 1)


async def publish(
    on: date, *, begin: Begin, desk: Desk, between: Callable[[], Awaitable[None]], every: float
) -> list[Comparison]:
    """Recount the whole register up to a day, and post the differences by measure; made again, the later one stands.

    `begin` ends the job in the commit of the result; `between` is awaited every so many seconds, so that it keeps its
    lease however large the register is.
    """
    counting = asyncio.ensure_future(recount(EVER, on, desk=desk))
    try:
        while not counting.done():
            await asyncio.wait([counting], timeout=every)
            if not counting.done():
                await between()
    finally:
        counting.cancel()
    compared = counting.result()
    under, day = Dimensions(desk.bureau.code), on.toordinal()
    due = [
        Posting(Measure.RECOUNT_DIFFERENCES, one.difference, on, under, one.measure)
        for one in compared
        if one.difference
    ]
    async with begin() as tx:
        before = await book.standing(tx, Source.RECOUNT, [day])
        if lines := difference(before.get(day, ()), due):
            tx.write(book.post(Source.RECOUNT, {day: lines}))
        tx.write(recounts.finish(on, sum(one.cells for one in compared), sum(one.difference for one in compared)))
    return compared
