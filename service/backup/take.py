"""Take a backup beside the running service: the database of one moment, and every file that it names at that moment."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from service.backup import manifest, queries, sums
from service.backup.manifest import DATABASE, FILES, NAME, Manifest
from service.backup.programs import Programs
from service.backup.refusals import FolderTaken, OtherRelease, OtherSecret
from service.storage.keyring import Keyring
from service.storage.objects import Objects
from service.storage.transaction import Read, ReadTx

_PRIVATE = 0o700


async def take(
    folder: Path,
    *,
    at: datetime,
    snapshot: Read,
    programs: Programs,
    objects: Objects,
    keyring: Keyring,
    schema: str,
    progress: Callable[[str], None] = lambda _: None,
) -> Manifest:
    """Write a backup into a folder that does not exist yet; it bears its name only when it is whole.

    What an interrupted one had copied into `FOLDER.unfinished` is used by the next. Raises `BackupRefused`,
    `ObjectMissing` where the register names a file that the store has not.
    """
    draft = _draft(folder)
    async with snapshot() as tx:
        bureau = await _belongs(tx, keyring, schema)
        progress("database")
        await programs.dump(await tx.value(queries.EXPORT), draft / DATABASE)
        named = await queries.objects(tx)
    # The snapshot may end here: what a record names lies under its key unchanged for ever.
    for done, key in enumerate(named):
        progress(f"file {done + 1:,} of {len(named):,}")
        await _copy(objects.stream(key), draft / FILES / key)
    names = [DATABASE, *(f"{FILES}/{key}" for key in named)]
    progress("checksums")
    whole = Manifest(
        taken_at=at.isoformat(),
        version=version("xinfang"),
        schema=schema,
        bureau=bureau,
        secret_fingerprint=keyring.fingerprint,
        sums_sha256=await asyncio.to_thread(sums.write, draft, names),
        database_bytes=(draft / DATABASE).stat().st_size,
        files=len(named),
        files_bytes=sum((draft / FILES / key).stat().st_size for key in named),
    )
    await asyncio.to_thread(_publish, draft, manifest.written(whole, keyring), folder)
    return whole


def _publish(draft: Path, whole: bytes, folder: Path) -> None:
    (draft / NAME).write_bytes(whole)
    os.sync()  # a backup that bears its name is whole, after a power cut too
    draft.rename(folder)


async def _belongs(tx: ReadTx, keyring: Keyring, schema: str) -> str:
    found = await queries.schema(tx)
    if found != schema:
        raise OtherRelease(found, schema)
    bound = await queries.installation(tx)
    if bound["secret_fingerprint"] != keyring.fingerprint:
        raise OtherSecret(bound["secret_fingerprint"], keyring.fingerprint)
    return bound["bureau"]


def _draft(folder: Path) -> Path:
    """Where the backup is made; the files that an interrupted one has copied are there already."""
    if folder.exists():
        raise FolderTaken(folder)
    draft = folder.with_name(f"{folder.name}.unfinished")
    for room in (draft, draft / FILES):
        room.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
    (draft / DATABASE).unlink(missing_ok=True)
    return draft


async def _copy(content: AsyncIterator[bytes], file: Path) -> None:
    if await asyncio.to_thread(file.exists):
        return
    part = file.with_suffix(".part")
    with part.open("wb") as out:
        async for piece in content:
            out.write(piece)
    await asyncio.to_thread(part.rename, file)
