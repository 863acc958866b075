"""The connections: one pool that writes, one that may only read, each knowing nothing of any use case."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import orjson
from asyncpg.pool import Pool

from service.rulebook.errors import DatabaseUnavailable
from service.storage.transaction import ReadTx, Tx, committing

# What a lost, refused or exhausted connection raises; anything else is a fault of ours and stays one.
UNREACHABLE = (
    OSError,
    TimeoutError,
    asyncio.TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.DiskFullError,
    asyncpg.ReadOnlySQLTransactionError,  # a standby answers, or the primary was demoted
)

WRITER = "xinfang-writer"  # how the connections that may write are known to the server


class Database:
    """Hands out transactions. `begin` is the only way to write, `read` and `snapshot` the only ways to look."""

    def __init__(self, writing: Pool, reading: Pool, wait: float) -> None:
        self._writing = writing
        self._reading = reading
        self._wait = wait

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Tx]:
        """A transaction that commits at the dedent and rolls back when the block raises.

        Raises `DatabaseUnavailable` where no connection can be had or the one in use is lost. Lost during the commit,
        nobody can know whether it took effect: the caller must ask again under the same idempotency key.
        """
        async with self._connection(self._writing) as connection, committing(Tx(connection)) as tx:
            yield tx

    @asynccontextmanager
    async def read(self) -> AsyncIterator[ReadTx]:
        """Single questions, each answered from the latest commit; the server refuses any write."""
        async with self._connection(self._reading) as connection:
            yield ReadTx(connection)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[ReadTx]:
        """Several questions answered from one and the same state of the register."""
        async with (
            self._connection(self._reading) as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield ReadTx(connection)

    async def close(self) -> None:
        """Wait for what is running, then close every connection."""
        await asyncio.gather(self._writing.close(), self._reading.close())

    @asynccontextmanager
    async def _connection(self, pool: Pool) -> AsyncIterator[Any]:
        try:
            async with pool.acquire(timeout=self._wait) as connection:
                yield connection
        except UNREACHABLE as lost:
            raise DatabaseUnavailable from lost
        except asyncpg.InterfaceError as misuse:
            # asyncpg says the same of a connection that died under us and of our own mistakes: only the first is a 503.
            if "closed" in str(misuse) or "closing" in str(misuse):
                raise DatabaseUnavailable from misuse
            raise


async def connect(dsn: str, *, size: int, wait: float) -> Database:
    """Open both pools on one database; half of the connections write, half read.

    Raises `DatabaseUnavailable`.
    """
    half = max(1, size // 2)
    try:
        writing = await _pool(dsn, half, {"application_name": WRITER})
        reading = await _pool(dsn, half, {"application_name": "xinfang-reader", "default_transaction_read_only": "on"})
    except UNREACHABLE as lost:
        raise DatabaseUnavailable from lost
    return Database(writing, reading, wait)


async def _pool(dsn: str, size: int, settings: dict[str, str]) -> Pool:
    return await asyncpg.create_pool(
        dsn,
        min_size=1,
        max_size=size,
        init=speak_json,
        reset=_keep_session,
        # No question here is long enough to be worth compiling.
        server_settings={"timezone": "UTC", "jit": "off", **settings},
    )


async def speak_json(connection: asyncpg.Connection) -> None:
    """Make `jsonb` columns Python values both ways."""
    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=_dumps, decoder=orjson.loads)


async def _keep_session(_: asyncpg.Connection) -> None:
    # The default reset costs a round trip at every release; nothing here sets session state.
    return None


def _dumps(value: Any) -> str:
    return orjson.dumps(value).decode()
