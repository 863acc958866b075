"""The database: connections that write and connections that may only read, each knowing nothing of any use case."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from service.storage.connections import Connections
from service.storage.settled import WRITER
from service.storage.transaction import ReadTx, Tx, committing

READER = "xinfang-reader"


class Database:
    """Hands out transactions. `begin` is the only way to write, `read` and `snapshot` the only ways to look."""

    def __init__(self, writing: Connections, reading: Connections, *, pooled: bool = False) -> None:
        self._writing = writing
        self._reading = reading
        self._pooled = pooled

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Tx]:
        """A transaction that commits at the dedent and rolls back when the block raises.

        Raises `DatabaseUnavailable` where no connection can be had or the one in use is lost. Lost during the commit,
        nobody can know whether it took effect: the caller must ask again under the same idempotency key.
        """
        async with self._writing.one() as connection, committing(Tx(connection, nested=self._pooled)) as tx:
            yield tx

    @asynccontextmanager
    async def read(self) -> AsyncIterator[ReadTx]:
        """Single questions, each answered from the latest commit; the server refuses any write."""
        async with self._reading.one() as connection:
            if not self._pooled:
                yield ReadTx(connection)
                return
            async with connection.transaction(readonly=True):
                yield ReadTx(connection)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[ReadTx]:
        """Several questions answered from one and the same state of the register."""
        async with (
            self._reading.one() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield ReadTx(connection)

    async def close(self) -> None:
        """Wait for what is running, then close every connection."""
        await asyncio.gather(self._writing.close(), self._reading.close())


async def connect(dsn: str, *, size: int, wait: float, pooled: bool = False) -> Database:
    """Open connections to one database; half of them write, half read. `pooled`: through a pooler (`Connections.to`).

    Raises `DatabaseUnavailable`.
    """
    half = max(1, size // 2)
    writing = await Connections.to(dsn, name=WRITER, writing=True, pooled=pooled, most=half, wait=wait)
    reading = await Connections.to(dsn, name=READER, writing=False, pooled=pooled, most=half, wait=wait)
    return Database(writing, reading, pooled=pooled)
