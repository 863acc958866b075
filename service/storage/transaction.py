"""The transaction: the block is the transaction, its dedent the only commit in the service.

Writes are collected and sent together at the dedent (or before the next read), so a use case that only writes costs
one round trip, and one commit, however many rows it records.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol

import asyncpg
from asyncpg.transaction import Transaction

from service.storage.statement import Secret, Write, together


class AlreadyThere(Exception):
    """A unique index has decided a race: somebody else has written this first. `constraint` says which fact it was."""

    def __init__(self, constraint: str) -> None:
        super().__init__(constraint)
        self.constraint = constraint


class Sealing(Protocol):
    """Seals what must not stand in the database in clear, and opens it again."""

    def seal(self, owner: str, content: Any) -> bytes: ...
    def open(self, owner: str, sealed: bytes) -> Any: ...


class NothingToSealWith(Exception):
    """The transaction was begun past the desk: it has no keys, so it can neither take nor tell a secret."""


class ReadTx:
    """May ask, may not write: the server itself refuses (`default_transaction_read_only`)."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection
        self._lent: Sealing | None = None

    def seal_with(self, sealing: Sealing) -> None:
        """From now on secrets are sealed and opened by this."""
        self._lent = sealing

    def opened(self, owner: str, sealed: bytes | None) -> Any:
        """What was written there as `Secret(owner, …)`; None where nothing was. Raises where it is another's."""
        return None if sealed is None else self._sealing.open(owner, sealed)

    @property
    def _sealing(self) -> Sealing:
        if self._lent is None:
            raise NothingToSealWith
        return self._lent

    async def rows(self, sql: str, *args: Any) -> list[asyncpg.Record]:
        """All rows of the answer."""
        found: list[asyncpg.Record] = await self._connection.fetch(sql, *self._sealed(args))
        return found

    async def row(self, sql: str, *args: Any) -> asyncpg.Record | None:
        """The first row, or None."""
        return await self._connection.fetchrow(sql, *self._sealed(args))

    async def value(self, sql: str, *args: Any) -> Any:
        """The first column of the first row, or None."""
        return await self._connection.fetchval(sql, *self._sealed(args))

    def _sealed(self, args: tuple[Any, ...]) -> Iterator[Any]:
        for arg in args:
            if isinstance(arg, Secret):
                yield self._sealing.seal(arg.owner, arg.content)
            elif isinstance(arg, list) and any(isinstance(one, Secret) for one in arg):
                yield [*self._sealed(tuple(arg))]
            else:
                yield arg


class Tx(ReadTx):
    """May ask and write. What is written is durable when the `async with begin()` block has ended, and not before.

    `nested`: nothing is sent outside a transaction, be it inside one that somebody else ends, or through a pooler.
    """

    def __init__(self, connection: asyncpg.Connection, *, nested: bool = False) -> None:
        super().__init__(connection)
        self._pending: list[Write] = []
        self._transaction: Transaction | None = None
        self._nested = nested

    def write(self, *writes: Write) -> None:
        """Record these in this transaction. Errors (a unique index, a check) come at the next read or the dedent."""
        self._pending.extend(writes)

    async def rows(self, sql: str, *args: Any) -> list[asyncpg.Record]:
        """All rows of the answer, after this transaction's own writes."""
        await self._flush()
        return await super().rows(sql, *args)

    async def row(self, sql: str, *args: Any) -> asyncpg.Record | None:
        """The first row, or None, after this transaction's own writes."""
        await self._flush()
        return await super().row(sql, *args)

    async def value(self, sql: str, *args: Any) -> Any:
        """The first column of the first row, or None, after this transaction's own writes."""
        await self._flush()
        return await super().value(sql, *args)

    async def only(self, sql: str, *args: Any) -> asyncpg.Record | None:
        """The first row of the one statement that this transaction consists of: it commits itself, in one round trip.

        Where something was written or asked before, it is a statement like any other.
        """
        if self._nested or self._pending or self._transaction is not None:
            return await self.row(sql, *args)
        return await super().row(sql, *args)

    async def commit(self) -> None:
        """Send what is pending and commit. A single statement commits itself: no BEGIN, no COMMIT round trip."""
        if self._transaction is None and not self._nested:
            await self._send()
            return
        await self._flush()
        assert self._transaction is not None  # noqa: S101 - `_flush` has begun it
        await self._transaction.commit()

    async def rollback(self) -> None:
        """Forget what is pending and undo what was sent."""
        self._pending.clear()
        if self._transaction is not None and not self._connection.is_closed():
            await self._transaction.rollback()

    async def _flush(self) -> None:
        if self._transaction is None:
            transaction = self._connection.transaction()
            await transaction.start()
            self._transaction = transaction
        await self._send()

    async def _send(self) -> None:
        if not self._pending:
            return
        statement = together(tuple(self._pending))
        self._pending.clear()
        try:
            await self._connection.execute(statement.sql, *self._sealed(statement.args))
        except asyncpg.UniqueViolationError as taken:
            raise AlreadyThere(taken.constraint_name or "") from taken


@asynccontextmanager
async def committing(tx: Tx) -> AsyncIterator[Tx]:
    """The block of a transaction: what it wrote is committed at the dedent and undone where the block raises."""
    try:
        yield tx
        await tx.commit()
    except BaseException:
        await tx.rollback()
        raise


Begin = Callable[[], AbstractAsyncContextManager[Tx]]
Read = Callable[[], AbstractAsyncContextManager[ReadTx]]
