"""Where this installation keeps its database and its secret, whichever command asks."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from service.bureau.load import load
from service.classification.jurist import Jurist
from service.desk.files import Files
from service.desk.kit import Desk
from service.register import installation
from service.register.ciphers import CipherName
from service.register.data_keys import VaultSecrets
from service.register.keyholder import Doors, doors
from service.settings import Settings
from service.signing.algorithms import Algorithm
from service.storage import embedded, engine, migrations
from service.storage.engine import Database
from service.storage.keyring import Keyring, secret_of
from service.storage.schemas import within
from service.transparency.seals import Seals, seals_of
from service.wiring import files_of, open_desk

Answer = TypeVar("Answer")


class PlaceRefused(Exception):
    """Nothing may be done there as it is; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """A database that answers, and the secret that belongs to it."""

    dsn: str
    secret: str
    data_dir: Path
    embedded: bool

    @property
    def unfinished(self) -> Path:
        """The file that stands there while a backup is being restored."""
        return self.data_dir / "restore.unfinished"


@contextmanager
def place(settings: Settings, *, for_restore: bool = False) -> Iterator[Place]:
    """The database of the settings; the embedded one runs as long as the block, unless another process runs it.

    Where a pooler stands before it, this is what is behind: migrations and commands need sessions of their own. A
    restore makes no secret, and is the only one to go on where a restore was interrupted. Raises
    `EmbeddedPostgresError`, `PlaceRefused`.
    """
    if settings.database_url is not None:
        named = settings.database_direct_url or settings.database_url
        dsn = within(named.get_secret_value(), settings.database_schema)
        secret = _secret(settings, settings.data_dir, make=not for_restore)
        yield _settled(Place(dsn, secret, settings.data_dir, False), for_restore)
        return
    with embedded.running(settings.data_dir, bin_dir=settings.postgres_bin) as server:
        secret = _secret(settings, server.data_dir, make=not for_restore)
        dsn = within(server.dsn, settings.database_schema)
        yield _settled(Place(dsn, secret, server.data_dir, True), for_restore)


def on_desk(do: Callable[[Desk], Awaitable[Answer]]) -> Answer:
    """Do something at a desk of this installation, then let go of it; what comes of it is handed back.

    Reference data and model are read before anything is opened.
    """
    settings = Settings()
    bureau = load(settings.bureau_dir)
    jurist = Jurist.in_force(bureau, settings.model_dir)
    with place(settings) as here:
        migrations.upgrade(here.dsn)

        async def run() -> Answer:
            async with open_desk(settings, here.dsn, here.secret, bureau, jurist) as desk:
                return await do(desk)

        return asyncio.run(run())


def on_database(do: Callable[[Database], Awaitable[Answer]]) -> Answer:
    """Do something with the migrated database of the settings, then let go of it; what comes of it is handed back."""
    return _on_place(lambda database, _: do(database))


def with_seals(do: Callable[[Doors, Seals], Awaitable[Answer]]) -> Answer:
    """The same with what the bureau seals and signs with. Raises `Mismatch` where the database belongs to another
    secret.
    """
    settings = Settings()
    bureau = load(settings.bureau_dir).code

    async def sealed(doors: Doors, secrets: VaultSecrets) -> Answer:
        return await do(doors, seals_of(doors.begin, secrets.keyring, Algorithm(settings.signature), bureau))

    return with_vault(sealed)


def with_files_and_seals(do: Callable[[Doors, Seals, Files], Awaitable[Answer]]) -> Answer:
    """The same with the files, too. Raises `Mismatch` likewise."""
    room = files_of(Settings())

    async def sealed(doors: Doors, seals: Seals) -> Answer:
        room.seal_with(doors.vault)
        return await do(doors, seals, room)

    return with_seals(sealed)


def with_vault(do: Callable[[Doors, VaultSecrets], Awaitable[Answer]]) -> Answer:
    """The same with what the bureau seals with. Raises `Mismatch` likewise."""
    settings = Settings()
    bureau = load(settings.bureau_dir).code

    async def lent(database: Database, here: Place) -> Answer:
        keyring = Keyring(here.secret)
        await installation.claim(database.begin, secret_fingerprint=keyring.fingerprint, bureau=bureau)
        secrets = VaultSecrets(keyring, CipherName(settings.cipher))
        return await do(doors(database.begin, database.read, database.snapshot, secrets), secrets)

    return _on_place(lent)


def _on_place(do: Callable[[Database, Place], Awaitable[Answer]]) -> Answer:
    with place(Settings()) as here:
        migrations.upgrade(here.dsn)

        async def run() -> Answer:
            database = await engine.connect(here.dsn, size=2, wait=10)
            try:
                return await do(database, here)
            finally:
                await database.close()

        return asyncio.run(run())


def _settled(found: Place, for_restore: bool) -> Place:
    if found.unfinished.exists() and not for_restore:
        raise PlaceRefused(
            f"a restore into {found.data_dir} was interrupted: run `xinfang restore` with the same backup again "
            "to finish it; until then nothing is served from here"
        )
    return found


def _secret(settings: Settings, data_dir: Path, *, make: bool) -> str:
    if settings.secret is not None:
        return settings.secret.get_secret_value()
    if not make and not (data_dir / "secret").exists():
        raise PlaceRefused(
            "a backup opens only with the secret it was taken under: name its file in XINFANG_SECRET_FILE, "
            f"or lay it as `secret` into {data_dir}"
        )
    return secret_of(data_dir)
