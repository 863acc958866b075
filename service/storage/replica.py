"""A streaming replica that answers what bears an answer some seconds old, for as long as it keeps up."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta

import asyncpg

from service.rulebook.errors import DatabaseUnavailable
from service.storage.connections import Connections
from service.storage.engine import READER
from service.storage.rounds import Rounds
from service.storage.settled import mark, marked
from service.storage.transaction import Begin, ReadTx

log = logging.getLogger(__name__)

BETWEEN_MARKS = timedelta(seconds=1)
LEFT_ALONE = 5.0  # seconds after a failure, so that not every question waits for a server that is away
PATIENCE = 1.0  # seconds for a connection: the primary is there to answer instead


class Replica:
    """Lends states of the replica that are known to hold everything up to a moment.

    It says itself how far it has come, by the mark that has arrived with its data; how far that is behind is measured
    against the newest mark that this process has seen on the primary, so two clocks are never compared.
    """

    def __init__(self, connections: Connections, lag: timedelta) -> None:
        self._connections = connections
        self._lag = lag
        self._newest: datetime | None = None
        self._away_until = 0.0
        self._used = True  # whether it answered when it was last asked; the log tells each change

    @classmethod
    async def at(cls, dsn: str, *, size: int, wait: float, lag: timedelta) -> "Replica":
        """The replica behind a DSN. It may be away now: nothing is connected before something is asked."""
        return cls(
            await Connections.to(dsn, name=READER, writing=False, least=0, most=size, wait=min(wait, PATIENCE)), lag
        )

    def heard(self, newest: datetime) -> None:
        """The primary has a newer mark."""
        self._newest = newest

    @asynccontextmanager
    async def state(self, since: datetime | None) -> AsyncIterator[tuple[ReadTx, datetime] | None]:
        """One state of it that holds everything up to `since` and maybe more, with the moment up to which it does.

        None where it has not come so far, keeps up no longer, or is away. Raises `DatabaseUnavailable` where it goes
        away in the middle, or ends a question that stands in the way of its replay: the next one is not asked of it.
        """
        try:
            async with AsyncExitStack() as lending:
                yield await self._lent(since, lending)
        except DatabaseUnavailable:
            self._left_alone("is away")
            raise
        except asyncpg.SerializationError as conflict:
            self._left_alone("gave up a question for its replay")
            raise DatabaseUnavailable from conflict

    async def _lent(self, since: datetime | None, lending: AsyncExitStack) -> tuple[ReadTx, datetime] | None:
        borne = self._newest and self._newest - self._lag
        if borne is None or asyncio.get_running_loop().time() < self._away_until:
            return None
        try:
            async with AsyncExitStack() as trying:
                connection = await trying.enter_async_context(self._connections.one())
                await trying.enter_async_context(connection.transaction(isolation="repeatable_read", readonly=True))
                tx = ReadTx(connection)
                reached = await marked(tx)
                self._keeps_up(reached is not None and reached >= borne)
                if reached is None or reached < max(borne, since or borne):
                    return None
                lending.push_async_exit(trying.pop_all())
        except (DatabaseUnavailable, asyncpg.PostgresError) as failed:
            self._left_alone(f"cannot be asked ({type(failed).__name__})")
            return None
        return tx, reached

    async def close(self) -> None:
        """Close every connection."""
        await self._connections.close()

    def _left_alone(self, why: str) -> None:
        self._away_until = asyncio.get_running_loop().time() + LEFT_ALONE
        self._tell(used=False, why=why)

    def _keeps_up(self, it_does: bool) -> None:
        self._tell(used=it_does, why="keeps up" if it_does else "has fallen behind")

    def _tell(self, *, used: bool, why: str) -> None:
        if used is not self._used:
            log.warning("The replica %s: %s answers", why, "it" if used else "the primary")
        self._used = used


class Marker(Rounds):
    """Marks on the primary up to when the record is final, in every process that asks a replica."""

    name, failure = "Marker", "The settled moment could not be marked"

    def __init__(self, begin: Begin, replica: Replica) -> None:
        super().__init__(BETWEEN_MARKS)
        self._begin = begin
        self._replica = replica

    async def turn(self) -> None:
        """Mark once."""
        async with self._begin() as tx:
            self._replica.heard(await mark(tx))
