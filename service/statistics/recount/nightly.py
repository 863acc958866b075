"""Every night everything is counted again, and how far the counts are apart is a figure like any other."""

from datetime import date

from service.desk.figures import post_due
from service.desk.kit import Desk
from service.ledger import recounts
from service.ledger.book import Source
from service.rulebook.measures import Measure
from service.rulebook.postings import Dimensions, Posting
from service.statistics.recount.compare import Comparison, recount
from service.storage.transaction import Begin

EVER = date(1949, 10, 1)


async def publish(on: date, *, begin: Begin, desk: Desk) -> list[Comparison]:
    """Recount the whole register up to a day, and post the differences by measure; made again, the later one stands.

    `begin` ends the job in the commit of the result.
    """
    compared = await recount(EVER, on, desk=desk)
    under = Dimensions(desk.bureau.code)
    due = [
        Posting(Measure.RECOUNT_DIFFERENCES, one.difference, on, under, one.measure)
        for one in compared
        if one.difference
    ]
    async with begin() as tx:
        await post_due(tx, Source.RECOUNT, {on.toordinal(): due})
        tx.write(recounts.finish(on, sum(one.cells for one in compared), sum(one.difference for one in compared)))
    return compared
