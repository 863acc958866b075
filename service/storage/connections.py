"""The connections to one server: a pool that hands them out, and what of their failing is the server's and not ours."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self

import asyncpg
import orjson
from asyncpg.pool import Pool

from service.rulebook.errors import DatabaseUnavailable

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
    asyncpg.TargetServerAttributeNotMatched,  # of several hosts none takes writes just now
)


class Connections:
    """A pool of connections that are alike."""

    def __init__(self, pool: Pool, wait: float) -> None:
        self._pool = pool
        self._wait = wait

    @classmethod
    async def to(cls, dsn: str, *, least: int = 1, most: int, wait: float, settings: dict[str, str]) -> Self:
        """Connections made with these settings of the server, `least` of them at once.

        Raises `DatabaseUnavailable`; with none to be made at once, never.
        """
        try:
            pool = await asyncpg.create_pool(
                dsn,
                min_size=least,
                max_size=most,
                init=speak_json,
                reset=_keep_session,
                # No question here is long enough to be worth compiling.
                server_settings={"timezone": "UTC", "jit": "off", **settings},
            )
        except UNREACHABLE as lost:
            raise DatabaseUnavailable from lost
        return cls(pool, wait)

    @asynccontextmanager
    async def one(self) -> AsyncIterator[asyncpg.Connection]:
        """A connection for the length of the block. Raises `DatabaseUnavailable` where there is none or it is lost."""
        try:
            async with self._pool.acquire(timeout=self._wait) as connection:
                yield connection
        except asyncpg.ReadOnlySQLTransactionError as demoted:
            # The server takes no more writes, and its connections never will: the next ones look for one that does.
            await self._pool.expire_connections()
            raise DatabaseUnavailable from demoted
        except UNREACHABLE as lost:
            raise DatabaseUnavailable from lost
        except asyncpg.InterfaceError as misuse:
            # asyncpg says the same of a connection that died under us and of our own mistakes: only the first is a 503.
            if "closed" in str(misuse) or "closing" in str(misuse):
                raise DatabaseUnavailable from misuse
            raise

    async def close(self) -> None:
        """Wait for what is running, then close every connection."""
        await self._pool.close()


async def speak_json(connection: asyncpg.Connection) -> None:
    """Make `jsonb` columns Python values both ways."""
    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=_dumps, decoder=orjson.loads)


async def _keep_session(_: asyncpg.Connection) -> None:
    # The default reset costs a round trip at every release; nothing here sets session state.
    return None


def _dumps(value: Any) -> str:
    return orjson.dumps(value).decode()
