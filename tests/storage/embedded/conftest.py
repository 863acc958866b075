import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.storage.embedded import home


@pytest.fixture
def ground(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A directory that `nobody` can reach (root's tmp_path is closed to it), and a shared place within."""
    path = Path(tempfile.mkdtemp(prefix="xinfang-test-", dir=in_memory()))
    path.chmod(0o755)
    monkeypatch.setattr(home, "SHARED", path / "shared")
    yield path
    for link in path.rglob("socket"):
        if link.is_symlink():
            shutil.rmtree(link.resolve())
    # The server of a killed process may still be writing.
    deadline = time.monotonic() + 10
    while path.exists():
        assert time.monotonic() < deadline, f"something keeps writing to {path}"
        shutil.rmtree(path, ignore_errors=True)


def in_memory() -> Path | None:
    """A folder in memory, where there is room in one that may hold programs."""
    # After thirty databases made and removed ext4 is four times slower: for minutes it avoids the holes they left.
    memory = Path("/dev/shm")  # noqa: S108 - what is made in it has a random name and is private
    if not memory.is_dir() or os.statvfs(memory).f_flag & os.ST_NOEXEC:
        return None
    return memory if shutil.disk_usage(memory).free > 1_000_000_000 else None
