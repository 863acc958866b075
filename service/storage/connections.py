"""The connections to one server: a pool that hands them out, and what of their failing is the server's and not ours."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self

import asyncpg
import orjson
from asyncpg.pool import Pool

from service.rulebook.errors import DatabaseUnavailable
from service.storage.schemas import OF_SCHEMA

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

# How asyncpg words it that a connection has died. The last: the server has said that it ends the session (2 is the
# reading of such a message), and the connection is not closed yet.
DYING = ("closed", "closing", "another operation (2) is in progress")

SILENCE = 10  # seconds: a machine that has vanished answers nothing, and is given up then


class Connections:
    """A pool of connections that are alike."""

    def __init__(self, pool: Pool, wait: float) -> None:
        self._pool = pool
        self._wait = wait

    @classmethod
    async def to(
        cls, dsn: str, *, name: str, writing: bool, pooled: bool = False, least: int = 1, most: int, wait: float
    ) -> Self:
        """Connections that the server knows by this name, `least` of them made at once.

        `pooled`: a pooler in transaction mode stands between, so a connection is another server's session in each
        transaction: nothing is set or prepared that would have to outlive one.

        Raises `DatabaseUnavailable`; with none to be made at once, never.
        """
        try:
            pool = await asyncpg.create_pool(
                dsn,
                min_size=least,
                max_size=most,
                init=_open if pooled else _open_for_writing if writing else _open_for_reading,
                reset=_keep_session,
                statement_cache_size=0 if pooled else 100,
                # No question here is long enough to be worth compiling.
                server_settings={"timezone": "UTC", "application_name": name} | ({} if pooled else {"jit": "off"}),
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
        except (asyncpg.InterfaceError, asyncpg.InternalClientError) as misuse:
            # asyncpg says the same of a connection that died under us and of our own mistakes: only the first is a 503.
            if any(sign in str(misuse) for sign in DYING):
                raise DatabaseUnavailable from misuse
            raise

    async def close(self) -> None:
        """Wait for what is running, then close every connection."""
        await self._pool.close()


NAMED = f"SELECT set_config('application_name', {OF_SCHEMA}, false)"


async def _open(connection: asyncpg.Connection) -> None:
    # asyncpg has no name for it; without it a machine that has vanished is waited for a quarter of an hour.
    _notice_silence(connection._transport.get_extra_info("socket"))
    async with connection.transaction():  # it asks the server for the type, which a pooler must not tear apart
        await speak_json(connection)


async def _open_for_writing(connection: asyncpg.Connection) -> None:
    await connection.fetchval(NAMED, connection.get_settings().application_name)
    await _open(connection)


async def _open_for_reading(connection: asyncpg.Connection) -> None:
    # Not sent with the connection's own settings: of several hosts `target_session_attrs=read-write` would find none.
    await connection.execute("SET default_transaction_read_only = on")
    await _open(connection)


def _notice_silence(connected: socket.socket) -> None:
    if connected.family == socket.AF_UNIX:
        return
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, SILENCE // 2)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, max(1, SILENCE // 6))
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SILENCE * 1000)


async def speak_json(connection: asyncpg.Connection) -> None:
    """Make `jsonb` columns Python values both ways."""
    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=_dumps, decoder=orjson.loads)


async def _keep_session(_: asyncpg.Connection) -> None:
    # The default reset costs a round trip at every release; nothing here sets session state.
    return None


def _dumps(value: Any) -> str:
    return orjson.dumps(value).decode()
