"""What was added to the record becomes leaves: in every stretch of time one for each petition that grew."""

from datetime import timedelta

from service.storage.settled import settled
from service.storage.transaction import Begin
from service.transparency import checkpoints, histories, record

AT_ONCE = 10_000  # rows of one table that a transaction looks at
# A statement may be this long on its way from its arrival at the server to the start of its transaction, unseen.
SETTLING = timedelta(seconds=2)


async def bind(*, begin: Begin, origin: str, settling: timedelta = SETTLING) -> bool:
    """Bind the next stretch of the record; whether there was one. Another process at it is a reason for no.

    Only what is settled is looked at, so a row that is committed late belongs to a later stretch, and no row to none.
    """
    async with begin() as tx:
        moment = await settled(tx) - settling
    async with begin() as tx:
        if not await checkpoints.take_turn(tx):
            return False
        since = await histories.reached(tx)
        end = await record.end(tx, since, moment, AT_ONCE)
        found = await record.added(tx, since, end) if end > since else ()
        if found:
            await histories.keep(tx, found, end, origin)
        return bool(found)
