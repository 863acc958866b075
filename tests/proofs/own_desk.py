"""A desk on a database of its own, for a proof or bench that drives the application in its own process."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from service.bureau.load import load
from service.classification.jurist import Jurist
from service.desk.kit import Desk
from service.storage import engine
from service.storage.keyring import Keyring
from service.wiring import desk_of
from tests import server

SIZE, WAIT = 8, 30  # connections, and seconds until one can be had


@asynccontextmanager
async def own_desk(name: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> AsyncIterator[Desk]:
    """The desk, on a fresh database of this name; the server must run (`tests.server.start`)."""
    await server.say(f"CREATE DATABASE {name} TEMPLATE {server.TEMPLATE}")
    database = await engine.connect(server.database_named(name), size=SIZE, wait=WAIT)
    bureau = load()
    try:
        yield desk_of(
            database.begin,
            database.read,
            database.snapshot,
            keyring=Keyring("a secret of a proof, long enough to be one"),
            bureau=bureau,
            jurist=Jurist.in_force(bureau, None),
            now=now,
        )
    finally:
        await database.close()
