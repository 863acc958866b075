"""What befalls a worker under test, each at a moment that the test chooses."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime

from service.rulebook.errors import DatabaseUnavailable
from service.storage.transaction import Begin, Tx
from service.worker import Worker

Happening = Callable[[], Awaitable[None]]
NAME = "王建国"
AT_MOST = 30.0  # seconds until a test that hangs is called failed; none of them waits for it


class HeardBell(asyncio.Event):
    """A bell that says when somebody waits for it."""

    def __init__(self) -> None:
        super().__init__()
        self.awaited = asyncio.Event()

    async def wait(self) -> bool:  # type: ignore[override]  # typeshed says Literal[True]
        """Wait for the bell."""
        self.awaited.set()
        return await super().wait()


async def nothing() -> None:
    """What usually happens."""


async def go_away() -> None:
    """The database does not answer."""
    raise DatabaseUnavailable


def lost() -> datetime:
    """A clock at which the database is lost in the middle of a job."""
    raise DatabaseUnavailable


def quoting() -> datetime:
    """A clock that fails, and quotes a citizen in doing so."""
    raise ValueError(f"{NAME} 13800001234")


def before_each(begin: Begin, happenings: Iterator[Happening]) -> Begin:
    """A database whose first transactions are each preceded by something; then it is as it was."""

    @asynccontextmanager
    async def begin_after_it() -> AsyncIterator[Tx]:
        await next(happenings, nothing)()
        async with begin() as tx:
            yield tx

    return begin_after_it


def before_second(begin: Begin, happening: Happening) -> Begin:
    """Something happens after the claim, which is the first transaction, and before the next one."""
    return before_each(begin, iter((nothing, happening)))


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    """Wait for something in the database."""
    async with asyncio.timeout(AT_MOST):
        while not await true():  # noqa: ASYNC110 - what happens in the database sets no event
            await asyncio.sleep(0.01)


@asynccontextmanager
async def running(worker: Worker) -> AsyncIterator[asyncio.Task[None]]:
    """A worker at work, told to stop at the end."""
    task = asyncio.create_task(worker.run())
    try:
        yield task
    finally:
        worker.stop()
        await asyncio.wait_for(task, AT_MOST)
