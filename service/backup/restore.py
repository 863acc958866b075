"""Restore a backup to where nothing is yet: first the files, then the database in one transaction, or nothing of it."""

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path

from service.backup import manifest, queries, sums
from service.backup.manifest import DATABASE, FILES, Manifest
from service.backup.programs import Programs
from service.backup.refusals import Damaged, NewerBackup, TargetNotEmpty
from service.backup.unfinished import Unfinished
from service.storage.keyring import Keyring
from service.storage.objects import Objects
from service.storage.transaction import Begin


async def restore(
    folder: Path,
    *,
    begin: Begin,
    programs: Programs,
    objects: Objects,
    keyring: Keyring,
    schemas: frozenset[str],
    unfinished: Unfinished,
    progress: Callable[[str], None] = lambda _: None,
) -> Manifest:
    """Bring a backup back; `schemas` are those that this release knows.

    From the first change to the last the sign `unfinished` stands there, and whoever finds it serves nothing; restoring
    the same backup again goes on. Raises `BackupRefused`, before anything was changed except for `ProgramFailed`.
    """
    whole = manifest.read(folder, keyring)
    if whole.schema not in schemas:
        raise NewerBackup(whole.schema, whole.version)
    progress("checksums")
    names = await asyncio.to_thread(sums.check, folder, whole)
    goes_on = unfinished.is_of(whole)
    async with begin() as tx:
        await queries.await_turn(tx)
        empty = await queries.is_empty(tx)
        if not empty and not goes_on:
            raise TargetNotEmpty("the database holds tables already")
        keys = [name.removeprefix(f"{FILES}/") for name in names if name != DATABASE]
        await _files_are_none_but(objects, set(keys))
        unfinished.put(whole)
        for done, key in enumerate(keys):
            progress(f"file {done + 1:,} of {len(keys):,}")
            await _bring(objects, key, folder / FILES / key)
        if empty:  # else the database had come whole before the interruption: it comes in one transaction
            progress("database")
            await programs.load(folder / DATABASE)
    async with begin() as tx:
        await queries.skip_serials(tx)
        await queries.analyse(tx)
    unfinished.take_down()
    return whole


async def _files_are_none_but(objects: Objects, keys: set[str]) -> None:
    async for key in objects.keys():
        if key not in keys:
            raise TargetNotEmpty("the store of files holds others already")


async def _bring(objects: Objects, key: str, file: Path) -> None:
    """Put a file into the store, unless it came whole before an interruption."""
    if not await objects.has(key):
        await objects.put(key, file)
    found = hashlib.sha256()
    async for piece in objects.stream(key):
        found.update(piece)
    if found.hexdigest() != await asyncio.to_thread(sums.digest, file):
        raise Damaged(f"{key} does not lie in the store of files as it was put there")
