"""The restore drill: a backup of a service at work is brought into a fresh data directory, audited and served."""

import hashlib
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

import httpx
import pytest

from tests.conftest import PETITION, key
from tests.serving import free_port, started
from tests.storage.embedded.conftest import in_memory

PAGE = "路面破损，照片说明。".encode()


@pytest.fixture
def ground() -> Iterator[Path]:
    """A folder that also the account of the database may enter."""
    folder = Path(tempfile.mkdtemp(prefix="xinfang-drill-", dir=in_memory()))
    folder.chmod(0o755)
    yield folder
    rmtree(folder, ignore_errors=True)


def settings(ground: Path, name: str) -> dict[str, str]:
    """An installation of its own, with the packaged database."""
    (ground / name).mkdir(mode=0o755)
    return {
        "XINFANG_DATA_DIR": str(ground / name / "data"),
        "XINFANG_PORT": str(free_port()),
        "XINFANG_CLIENT_RATE": "0",
    }


def xinfang(own: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of an operator."""
    return subprocess.run(
        [sys.executable, "-m", "service", *arguments], env={**os.environ, **own}, capture_output=True, text=True
    )


@contextmanager
def petitions_coming(url: str, portal: dict[str, str]) -> Iterator[list[dict[str, str]]]:
    """Post one petition after the other as long as the block lasts; what was answered."""
    told: list[dict[str, str]] = []
    enough = threading.Event()

    def post() -> None:
        while not enough.is_set():
            petition = {**PETITION, "subject": f"第{len(told)}件：{PETITION['subject']}"}
            answer = httpx.post(f"{url}/v1/petitions", json=petition, headers={**portal, **key(f"drill-{len(told)}")})
            told.append(answer.raise_for_status().json())

    thread = threading.Thread(target=post)
    thread.start()
    try:
        yield told
    finally:
        enough.set()
        thread.join()


def test_a_backup_taken_at_work_is_served_again_as_it_was(ground: Path) -> None:
    first = settings(ground, "first")
    with started(first, ground / "first") as service:
        portal = {"Authorization": f"Bearer {service.keys['XINFANG_PORTAL_KEY']}"}
        with petitions_coming(service.url, portal) as told:
            while len(told) < 3:
                assert threading.active_count() > 1, "nobody posts"
            kept = {**portal, "X-Query-Code": told[0]["query_code"]}
            files = f"{service.url}/v1/petitions/{told[0]['number']}/attachments"
            httpx.post(files, files={"file": ("说明.txt", PAGE)}, headers=kept).raise_for_status()
            before = len(told)
            taken = xinfang(first, "backup", str(ground / "backup"))
            during = len(told)
    assert taken.returncode == 0, taken.stderr
    assert before < during, "no petition came while the backup was taken"
    secret = next(ground.glob("first/data/secret"))

    without = settings(ground, "second")
    second = {**without, "XINFANG_SECRET_FILE": str(secret)}
    forgotten = xinfang(without, "restore", str(ground / "backup"))
    assert (forgotten.returncode, "XINFANG_SECRET_FILE" in forgotten.stderr) == (1, True), forgotten.stderr
    restored = xinfang(second, "restore", str(ground / "backup"))
    assert restored.returncode == 0, restored.stderr
    audited = xinfang(second, "audit")
    assert audited.returncode == 0, audited.stdout + audited.stderr
    counted = xinfang(second, "ledger", "rebuild", "--check")
    assert (counted.returncode, "0 records differ" in counted.stdout) == (0, True), counted.stdout
    again = xinfang(second, "restore", str(ground / "backup"))
    assert (again.returncode, "an empty XINFANG_DATA_DIR" in again.stderr) == (1, True)

    with started(second, ground / "second") as service:
        for petition in told[:before]:
            code = {**portal, "X-Query-Code": petition["query_code"]}
            progress = httpx.get(f"{service.url}/v1/petitions/{petition['number']}", headers=code)
            assert (progress.status_code, progress.json()["number"]) == (200, petition["number"])
        files = f"{service.url}/v1/petitions/{told[0]['number']}/attachments"
        handed = httpx.get(f"{files}/1/original", headers=kept)
        assert hashlib.sha256(handed.content).digest() == hashlib.sha256(PAGE).digest()
        new = httpx.post(f"{service.url}/v1/petitions", json=PETITION, headers={**portal, **key("after")})
        assert new.json()["number"] not in {petition["number"] for petition in told}


def test_what_a_restore_has_left_unfinished_is_not_served(ground: Path) -> None:
    own = settings(ground, "half")
    assert xinfang(own, "migrate").returncode == 0
    (ground / "half" / "data" / "restore.unfinished").write_text("0")

    refused = xinfang(own, "serve")

    assert refused.returncode == 1
    assert "run `xinfang restore` with the same backup again" in refused.stderr
