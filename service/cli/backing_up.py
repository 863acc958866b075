"""`xinfang backup` and `xinfang restore`: the whole register in a folder, beside the running service, and back."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from service.backup import restore as bring_back
from service.backup import take
from service.backup.manifest import Manifest
from service.backup.programs import Programs
from service.backup.refusals import OneOfSeveral
from service.backup.unfinished import Unfinished
from service.cli.place import Place, place
from service.settings import Settings
from service.storage import engine, migrations
from service.storage.engine import Database
from service.storage.keyring import Keyring
from service.storage.schemas import PUBLIC
from service.wiring import objects_of

MIB = 1 << 20


def backup(folder: Annotated[Path, typer.Argument(help="a folder that does not exist yet")]) -> None:
    """Write database and files of one moment into FOLDER, while the service runs. The secret is not in it."""
    settings = _alone(Settings())

    async def do(database: Database, here: Place, say: Callable[[str], None]) -> Manifest:
        return await take.take(
            folder.absolute(),
            at=datetime.now(UTC),
            snapshot=database.snapshot,
            programs=Programs(here.dsn, settings.postgres_bin),
            objects=objects_of(settings),
            keyring=Keyring(here.secret),
            schema=migrations.newest(),
            progress=say,
        )

    with place(settings) as here:
        taken = _on(here, do)
    typer.echo(f"{folder}: {_told(taken)}")
    typer.echo(f"it opens only with the secret {taken.secret_fingerprint}, which is not in it: keep that elsewhere")


def restore(folder: Annotated[Path, typer.Argument(help="what `xinfang backup` made")]) -> None:
    """Bring a backup into an empty data directory (or database and store). All of it, or nothing that is served.

    The secret it was taken under must be there: in XINFANG_SECRET, XINFANG_SECRET_FILE or the data directory.
    """
    settings = _alone(Settings())

    async def do(database: Database, here: Place, say: Callable[[str], None]) -> Manifest:
        return await bring_back.restore(
            folder.absolute(),
            begin=database.begin,
            programs=Programs(here.dsn, settings.postgres_bin),
            objects=objects_of(settings),
            keyring=Keyring(here.secret),
            schemas=migrations.known(),
            unfinished=Unfinished(here.unfinished),
            progress=say,
        )

    with place(settings, for_restore=True) as here:
        brought = _on(here, do)
    typer.echo(f"restored: {_told(brought)}")
    typer.echo("`xinfang audit` says whether it is what was signed for; `xinfang serve` serves it")


def _alone(settings: Settings) -> Settings:
    if settings.database_schema != PUBLIC:
        raise OneOfSeveral(settings.database_schema)
    return settings


def _on(here: Place, do: Callable[[Database, Place, Callable[[str], None]], Awaitable[Manifest]]) -> Manifest:
    async def run() -> Manifest:
        database = await engine.connect(here.dsn, size=2, wait=10)
        try:
            with Console(stderr=True).status("looking") as status:
                return await do(database, here, status.update)
        finally:
            await database.close()

    return asyncio.run(run())


def _told(one: Manifest) -> str:
    return (
        f"database {one.database_bytes / MIB:.1f} MiB, {one.files} files {one.files_bytes / MIB:.1f} MiB, "
        f"schema {one.schema}, as of {one.taken_at}"
    )
