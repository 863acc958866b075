"""What an audit says of files in whose store somebody has had his hands."""

from pathlib import Path

import pytest

from service.audit.files import ANOTHER, files
from service.audit.findings import Audit
from service.desk.kit import Desk
from tests.attachments.conftest import Folder
from tests.attachments.conftest import folder as folder
from tests.attachments.samples import jpeg, pdf
from tests.citizen import citizen as citizen


async def found(desk: Desk) -> list[str]:
    audit = Audit()
    await files(read=desk.read, store=desk.files, audit=audit)
    assert audit.looked["files"] > 0
    return [str(one) for one in audit.findings]


@pytest.fixture
async def number(folder: Folder) -> str:
    """A petition with two files, of which a worker has made views."""
    filed = await folder.citizen.decided()
    await folder.added(filed, jpeg())
    await folder.added(filed, pdf(), "letter.pdf")
    await folder.work()
    return filed


def taken_out(folder: Path, key: str) -> bytes:
    """Somebody deletes an object of the store; what it was."""
    lies = next(folder.rglob(key))
    sealed = lies.read_bytes()
    lies.unlink()
    return sealed


def put_there(folder: Path, key: str, sealed: bytes) -> None:
    """Somebody puts something in the place of an object."""
    next(folder.rglob(key)).write_bytes(sealed)


def bent(folder: Path, key: str) -> None:
    """One bit in the middle is another."""
    lies = next(folder.rglob(key))
    sealed = bytearray(lies.read_bytes())
    sealed[len(sealed) // 2] ^= 1
    lies.write_bytes(sealed)


async def key(desk: Desk, ordinal: int) -> str:
    """Where a file lies in the store."""
    async with desk.read() as tx:
        return str(await tx.value("SELECT object FROM attachment WHERE ordinal = $1", ordinal))


@pytest.mark.usefixtures("number")
async def test_files_that_nobody_touched_are_those_on_record(desk: Desk) -> None:
    assert await found(desk) == []


async def test_a_deleted_file_is_named(desk: Desk, number: str, tmp_path: Path) -> None:
    taken_out(tmp_path, await key(desk, 2))

    assert await found(desk) == [f"petition {number}, file 2: is not in the store: it was deleted"]


async def test_a_file_with_one_other_bit_is_named(desk: Desk, number: str, tmp_path: Path) -> None:
    bent(tmp_path, await key(desk, 1))

    assert await found(desk) == [f"petition {number}, file 1: {ANOTHER}"]


async def test_a_file_in_the_place_of_another_is_named(desk: Desk, number: str, tmp_path: Path) -> None:
    put_there(tmp_path, await key(desk, 1), taken_out(tmp_path, await key(desk, 2)))

    assert f"petition {number}, file 1: {ANOTHER}" in await found(desk)


async def test_who_has_the_key_of_files_cannot_put_another_one_there(desk: Desk, number: str, tmp_path: Path) -> None:
    taken_out(tmp_path, await key(desk, 1))
    await desk.files.keep_made(await key(desk, 1), b"another")

    assert await found(desk) == [f"petition {number}, file 1: {ANOTHER}"]


async def test_a_view_that_was_replaced_is_named(desk: Desk, number: str, tmp_path: Path) -> None:
    put_there(tmp_path, f"{await key(desk, 1)}.view", b"another")

    assert await found(desk) == [f"petition {number}, file 1, .view: {ANOTHER}"]
