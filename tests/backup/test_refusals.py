"""A backup is brought back whole, by who has its secret, to where nothing is, or not at all."""

import os
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import pytest

from service.backup import refusals
from service.backup.manifest import DATABASE, FILES, NAME, SUMS
from service.backup.programs import Programs
from service.backup.restore import restore
from service.backup.take import take
from service.backup.unfinished import Unfinished
from service.cli import backing_up
from service.register import installation
from service.storage import engine, migrations
from service.storage.engine import Database
from service.storage.keyring import Keyring
from service.storage.objects import ObjectMissing, Objects
from tests import server
from tests.conftest import FRIDAY

KEY = "f" * 40
NAMED = (
    "INSERT INTO attachment (petition_id, ordinal, object, kind, media, size, sha256, key_id, name, scanned, withheld,"
    " client_id, added_by, added_at) VALUES (1, 1, $1, 'attachment', 'text/plain', 1, '\\x00', 'k', '\\x00', false,"
    " false, 1, 'nobody', now())"
)


@dataclass
class Site:
    """One installation: a database of the test server and a store of files."""

    dsn: str
    database: Database
    objects: Objects
    kept: Path
    unfinished: Path
    secret: Keyring
    schemas: frozenset[str] = field(default_factory=migrations.known)

    @property
    def programs(self) -> Programs:
        """What dumps and loads it."""
        return Programs(self.dsn, None)

    async def back_up(self, folder: Path) -> None:
        """Take a backup of it."""
        await take(
            folder,
            at=FRIDAY,
            snapshot=self.database.snapshot,
            programs=self.programs,
            objects=self.objects,
            keyring=self.secret,
            schema=migrations.newest(),
        )

    async def bring(self, folder: Path, *, load: Callable[[Path], Any] | None = None) -> None:
        """Restore a backup into it."""
        programs = self.programs
        if load is not None:
            vars(programs)["load"] = load  # what an interruption looks like
        await restore(
            folder,
            begin=self.database.begin,
            programs=programs,
            objects=self.objects,
            keyring=self.secret,
            schemas=self.schemas,
            unfinished=Unfinished(self.unfinished),
        )

    async def tables(self) -> int:
        """How many tables its database has."""
        async with self.database.read() as tx:
            found: int = await tx.value("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        return found


@pytest.fixture
async def sites(tmp_path: Path, keyring: Keyring) -> AsyncIterator[tuple[Site, Site]]:
    """A register with one file, and an installation where nothing is yet."""
    names = [f"backup_{os.getpid()}_{os.urandom(4).hex()}" for _ in range(2)]
    await server.say(f"CREATE DATABASE {names[0]} TEMPLATE {server.TEMPLATE}")
    await server.say(f"CREATE DATABASE {names[1]}")
    made = []
    for name in names:
        dsn, folder = server.database_named(name), tmp_path / name
        objects = Objects.in_folder(folder / "kept")
        database = await engine.connect(dsn, size=4, wait=10)
        made.append(Site(dsn, database, objects, folder / "kept", folder / "unfinished", keyring))
    full, empty = made
    await installation.claim(full.database.begin, secret_fingerprint=keyring.fingerprint, bureau="HB")
    await _name_a_file(full.database)
    await full.objects.put_bytes(KEY, b"sealed")
    yield full, empty
    for site in made:
        await site.database.close()
    for name in names:
        await server.say(f"DROP DATABASE {name} WITH (FORCE)")


async def _name_a_file(database: Database) -> None:
    async with database.begin() as tx:
        # Only the file is of interest here: whose it is stands in the drill.
        await tx.value("ALTER TABLE attachment DROP CONSTRAINT attachment_petition_id_fkey")
        await tx.value(NAMED, KEY)


async def test_database_and_files_come_back_as_they_were(sites: tuple[Site, Site], tmp_path: Path) -> None:
    full, empty = sites
    await full.back_up(tmp_path / "backup")

    await empty.bring(tmp_path / "backup")

    assert await empty.tables() == await full.tables()
    assert (empty.kept / KEY).read_bytes() == b"sealed"
    assert not empty.unfinished.exists()


async def test_a_backup_tells_no_secret_and_is_for_its_owner_only(sites: tuple[Site, Site], tmp_path: Path) -> None:
    await sites[0].back_up(tmp_path / "backup")

    told = orjson.loads((tmp_path / "backup" / NAME).read_bytes())
    assert told["secret_fingerprint"] == sites[0].secret.fingerprint
    assert (told["schema"], told["bureau"], told["files"], told["files_bytes"]) == (migrations.newest(), "HB", 1, 6)
    assert "secret of tests" not in (tmp_path / "backup" / NAME).read_text()
    assert (tmp_path / "backup").stat().st_mode & 0o077 == 0


async def test_a_damaged_backup_is_refused_before_anything_is_changed(sites: tuple[Site, Site], tmp_path: Path) -> None:
    full, empty = sites
    await full.back_up(tmp_path / "backup")
    for name in (DATABASE, f"{FILES}/{KEY}", SUMS, NAME):
        file = tmp_path / "backup" / name
        whole = file.read_bytes()
        for damaged in (whole[:-2], bytes([whole[0] ^ 1]) + whole[1:], whole + b"\n1"):
            file.write_bytes(damaged)
            with pytest.raises((refusals.Damaged, refusals.NotABackup)):
                await empty.bring(tmp_path / "backup")
        file.write_bytes(whole)

    assert (await empty.tables(), list(empty.kept.iterdir()), empty.unfinished.exists()) == (0, [], False)
    await empty.bring(tmp_path / "backup")


async def test_what_is_missing_is_named(sites: tuple[Site, Site], tmp_path: Path) -> None:
    full, empty = sites
    await full.back_up(tmp_path / "backup")
    for name in (DATABASE, f"{FILES}/{KEY}", SUMS):
        file = (tmp_path / "backup" / name).rename(tmp_path / "away")

        with pytest.raises(refusals.Damaged, match=f"{Path(name).name} is missing"):
            await empty.bring(tmp_path / "backup")
        file.rename(tmp_path / "backup" / name)


async def test_what_somebody_has_added_is_refused(sites: tuple[Site, Site], tmp_path: Path) -> None:
    full, empty = sites
    await full.back_up(tmp_path / "backup")
    (tmp_path / "backup" / FILES / "more").write_bytes(b"")

    with pytest.raises(refusals.Damaged, match="does not belong to it"):
        await empty.bring(tmp_path / "backup")


async def test_another_secret_opens_nothing(sites: tuple[Site, Site], tmp_path: Path) -> None:
    full, empty = sites
    await full.back_up(tmp_path / "backup")
    empty.secret = Keyring("another secret of tests, as long as one")

    with pytest.raises(refusals.OtherSecret, match=full.secret.fingerprint):
        await empty.bring(tmp_path / "backup")


async def test_who_rewrites_the_manifest_without_the_secret_is_found_out(
    sites: tuple[Site, Site], tmp_path: Path
) -> None:
    full, empty = sites
    await full.back_up(tmp_path / "backup")
    file = tmp_path / "backup" / NAME
    file.write_bytes(orjson.dumps({**orjson.loads(file.read_bytes()), "bureau": "other"}))

    with pytest.raises(refusals.Damaged, match="seal"):
        await empty.bring(tmp_path / "backup")


async def test_a_later_schema_is_refused(sites: tuple[Site, Site], tmp_path: Path) -> None:
    full, empty = sites
    await full.back_up(tmp_path / "backup")
    empty.schemas = empty.schemas - {migrations.newest()}

    with pytest.raises(refusals.NewerBackup, match=migrations.newest()):
        await empty.bring(tmp_path / "backup")


async def test_a_register_is_never_restored_over(sites: tuple[Site, Site], tmp_path: Path) -> None:
    full, _ = sites
    await full.back_up(tmp_path / "backup")

    with pytest.raises(refusals.TargetNotEmpty, match="tables"):
        await full.bring(tmp_path / "backup")


async def test_files_of_another_register_are_never_mixed_in(sites: tuple[Site, Site], tmp_path: Path) -> None:
    full, empty = sites
    await full.back_up(tmp_path / "backup")
    await empty.objects.put_bytes("e" * 40, b"of somebody else")

    with pytest.raises(refusals.TargetNotEmpty, match="files"):
        await empty.bring(tmp_path / "backup")


async def test_what_was_interrupted_is_marked_and_goes_on(sites: tuple[Site, Site], tmp_path: Path) -> None:
    full, empty = sites
    await full.back_up(tmp_path / "backup")

    async def killed(_: Path) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await empty.bring(tmp_path / "backup", load=killed)
    assert empty.unfinished.exists()
    assert await empty.tables() == 0

    await empty.bring(tmp_path / "backup")

    assert await empty.tables() == await full.tables()
    assert not empty.unfinished.exists()


async def test_what_was_interrupted_after_the_database_had_come_is_finished(
    sites: tuple[Site, Site], tmp_path: Path
) -> None:
    full, empty = sites
    await full.back_up(tmp_path / "backup")
    programs = empty.programs

    async def killed_after(file: Path) -> None:
        await programs.load(file)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await empty.bring(tmp_path / "backup", load=killed_after)

    await empty.bring(tmp_path / "backup")

    assert await empty.tables() == await full.tables()
    assert not empty.unfinished.exists()


async def test_an_interrupted_backup_bears_no_name_and_the_next_goes_on(
    sites: tuple[Site, Site], tmp_path: Path
) -> None:
    full, _ = sites
    lost = (full.kept / KEY).rename(tmp_path / "lost")
    with pytest.raises(ObjectMissing):
        await full.back_up(tmp_path / "backup")
    assert not (tmp_path / "backup").exists()
    lost.rename(full.kept / KEY)

    await full.back_up(tmp_path / "backup")

    assert not (tmp_path / "backup.unfinished").exists()
    with pytest.raises(refusals.FolderTaken):
        await full.back_up(tmp_path / "backup")


async def test_a_database_of_another_release_is_not_backed_up(sites: tuple[Site, Site], tmp_path: Path) -> None:
    with pytest.raises(refusals.OtherRelease, match="none"):
        await sites[1].back_up(tmp_path / "backup")


async def test_a_program_that_fails_says_why_and_quotes_no_row(sites: tuple[Site, Site], tmp_path: Path) -> None:
    (tmp_path / "no.dump").write_bytes(b"PGDMP")

    with pytest.raises(refusals.ProgramFailed, match=r"^pg_restore ended with an error: [^\n]+$"):
        await sites[1].programs.load(tmp_path / "no.dump")


def test_a_bureau_among_others_is_told_how_to_back_up_its_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XINFANG_SCHEMA", "shanzhou")

    with pytest.raises(refusals.OneOfSeveral, match="--schema=shanzhou"):
        backing_up.backup(Path("nowhere"))
