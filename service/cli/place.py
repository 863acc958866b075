"""Where this installation keeps its database and its secret, whichever command asks."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from service.settings import Settings
from service.storage import embedded, engine, migrations
from service.storage.engine import Database
from service.storage.keyring import secret_of

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Place:
    """A database that answers, and the secret that belongs to it."""

    dsn: str
    secret: str
    data_dir: Path
    embedded: bool


@contextmanager
def place(settings: Settings) -> Iterator[Place]:
    """The database of the settings; the embedded one runs as long as the block, unless another process runs it.

    Raises `EmbeddedPostgresError`.
    """
    if settings.database_url is not None:
        yield Place(
            settings.database_url.get_secret_value(), _secret(settings, settings.data_dir), settings.data_dir, False
        )
        return
    with embedded.running(settings.data_dir, bin_dir=settings.postgres_bin) as server:
        yield Place(server.dsn, _secret(settings, server.data_dir), server.data_dir, True)


def on_database(do: Callable[[Database], Awaitable[Answer]]) -> Answer:
    """Do something with the migrated database of the settings, then let go of it; what comes of it is handed back."""
    with place(Settings()) as here:
        migrations.upgrade(here.dsn)

        async def run() -> Answer:
            database = await engine.connect(here.dsn, size=2, wait=10)
            try:
                return await do(database)
            finally:
                await database.close()

        return asyncio.run(run())


def _secret(settings: Settings, data_dir: Path) -> str:
    if settings.secret is not None:
        return settings.secret.get_secret_value()
    return secret_of(data_dir)
