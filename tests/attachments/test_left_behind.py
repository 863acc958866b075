"""What a dead client or a dead process left in the room or the store goes after a safe age; what is on record never."""

import asyncio
import os
import socket
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import asyncpg
import httpx

from service.attachments.tidy import SAFE_AGE, Tidier
from service.desk.kit import Desk
from tests.attachments.conftest import Folder
from tests.attachments.samples import jpeg
from tests.conftest import PETITION
from tests.proofs.served import Served

PATIENCE = 120.0


def aged(folder: Path, moment: float) -> None:
    """All files in a folder were put there at that moment."""
    for one in folder.iterdir():
        os.utime(one, (moment, moment))


async def test_a_lost_object_goes_after_a_safe_age_and_what_is_on_record_stays(
    folder: Folder, desk: Desk, tmp_path: Path
) -> None:
    number, kept = await folder.citizen.decided(), tmp_path / "files" / "kept"
    await folder.added(number, jpeg())
    await folder.work()
    on_record = {one.name for one in kept.iterdir()}
    await desk.files.keep_made("f" * 40, b"lost")
    await desk.files.keep_made("f" * 40 + ".view", b"lost")
    old = (desk.now() - SAFE_AGE).timestamp()

    aged(kept, old + 60)
    young = await Tidier(desk).turn()
    aged(kept, old - 60)
    gone = await Tidier(desk).turn()

    assert (young, gone) == (0, 2)
    assert {one.name for one in kept.iterdir()} == on_record
    assert (await folder.see(number, "/1/view")).status_code == 200


async def test_a_worker_that_was_killed_before_it_recorded_its_view_loses_nothing(
    folder: Folder, desk: Desk, tmp_path: Path
) -> None:
    """What it made lies beside a file that is on record: the next worker puts it again and records it."""
    number, kept = await folder.citizen.decided(), tmp_path / "files" / "kept"
    await folder.added(number, jpeg())
    (file,) = kept.iterdir()
    await desk.files.keep_made(f"{file.name}.view", b"not recorded yet")
    aged(kept, (desk.now() - SAFE_AGE - timedelta(days=1)).timestamp())

    assert await Tidier(desk).turn() == 0


def test_a_process_killed_between_store_and_commit_and_a_client_that_stops_leave_nothing_for_good() -> None:
    with tempfile.TemporaryDirectory(prefix="xinfang-left-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        served = Served(folder)
        served.start()
        try:
            asyncio.run(_killed_and_swept(served, folder / "data" / "files"))
        finally:
            served.stop()


async def _killed_and_swept(served: Served, files: Path) -> None:
    portal = {"Authorization": f"Bearer {served.key('PORTAL')}"}
    async with httpx.AsyncClient(base_url=served.url, timeout=PATIENCE) as client:
        told = (
            await client.post("/v1/petitions", json=PETITION, headers={**portal, "Idempotency-Key": "left-behind-1"})
        ).json()
        path = f"/v1/petitions/{told['number']}/attachments"
        headers = {**portal, "X-Query-Code": told["query_code"]}
        first = await client.post(path, files={"file": ("a.jpg", jpeg())}, headers=headers)
        assert first.status_code == 201, first.text
        (recorded,) = (one.name for one in (files / "kept").iterdir() if "." not in one.name)

        _stops_half_way(served.url, path, headers)
        await _until(lambda: not list((files / "incoming").iterdir()))

        # The petition is held by somebody else, so the service has stored the file and waits to record it.
        holder = await asyncpg.connect(served.dsn)
        await holder.execute("BEGIN")
        await holder.execute("SELECT id FROM petition WHERE number = $1 FOR UPDATE", told["number"])
        second = asyncio.create_task(client.post(path, files={"file": ("b.jpg", jpeg(colour="red"))}, headers=headers))
        await _until(lambda: len([one for one in (files / "kept").iterdir() if "." not in one.name]) == 2)
        served.kill(postmaster=False)
        assert isinstance((await asyncio.gather(second, return_exceptions=True))[0], httpx.TransportError)
        holder.terminate()  # the database ends with its service

        old = time.time() - (SAFE_AGE + timedelta(days=1)).total_seconds()
        for place in ("kept", "incoming"):
            aged(files / place, old)
        await asyncio.to_thread(served.start)
        await _until(lambda: {one.name.partition(".")[0] for one in (files / "kept").iterdir()} == {recorded})
        assert list((files / "incoming").iterdir()) == []
        assert len((await client.get(path, headers=headers)).json()["attachments"]) == 1
        original = await client.get(f"{path}/1/original", headers=headers)
    assert original.content == jpeg()


def _stops_half_way(url: str, path: str, headers: dict[str, str]) -> None:
    """A client that says it sends a megabyte, sends half of it and hangs up."""
    host, _, port = url.removeprefix("http://").partition(":")
    said = {"Host": host, "Content-Type": "multipart/form-data; boundary=b", "Content-Length": str(1 << 20), **headers}
    head = f"POST {path} HTTP/1.1\r\n" + "".join(f"{key}: {value}\r\n" for key, value in said.items()) + "\r\n"
    with socket.create_connection((host, int(port))) as line:
        line.sendall(head.encode() + b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n')
        line.sendall(b"half" * (1 << 17))
        time.sleep(0.5)


async def _until(there: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not there():  # noqa: ASYNC110 - another process changes it, and tells nobody
            await asyncio.sleep(0.05)
