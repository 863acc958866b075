"""The record as it was some seconds ago: what figures and lists are read from, wherever they are kept."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime

from service.storage.settled import settled
from service.storage.transaction import Read, ReadTx

# What `Replica.state` lends: a state that holds everything up to a moment, or None.
Lend = Callable[[datetime | None], AbstractAsyncContextManager[tuple[ReadTx, datetime] | None]]


class Past:
    """Answers from the replica where there is one that has come far enough, else from the primary.

    For figures and for lists that people of the bureau read. Whatever decides (a query code, a version under
    `If-Match`, who may see what) asks the primary: `Desk.read`, `Desk.snapshot`.
    """

    def __init__(self, read: Read, snapshot: Read, replica: Lend | None = None) -> None:
        self._read = read
        self._snapshot = snapshot
        self._replica = replica

    async def settled(self) -> datetime:
        """The latest moment up to which the record is final where it will be asked."""
        if self._replica is not None:
            async with self._replica(None) as lent:
                if lent is not None:
                    return lent[1]
        return await self.newest()

    async def newest(self) -> datetime:
        """The latest moment up to which the record is final at all: the primary knows."""
        async with self._read() as tx:
            return await settled(tx)

    @asynccontextmanager
    async def up_to(self, moment: datetime) -> AsyncIterator[ReadTx]:
        """One state of the record that has everything up to a settled moment, and whatever came later."""
        async with self._state(moment) as tx:
            yield tx

    @asynccontextmanager
    async def lately(self) -> AsyncIterator[ReadTx]:
        """One state of the record, at most so old as a replica may be behind."""
        async with self._state(None) as tx:
            yield tx

    @asynccontextmanager
    async def _state(self, since: datetime | None) -> AsyncIterator[ReadTx]:
        if self._replica is None:
            async with self._snapshot() as tx:
                yield tx
            return
        async with self._replica(since) as lent:
            if lent is not None:
                yield lent[0]
                return
        async with self._snapshot() as tx:
            yield tx
