"""A fresh database for one part: the service's own driver, settings and schema, real fsync."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from service.storage import embedded, migrations


@dataclass(frozen=True, slots=True)
class Ground:
    """A database that answers, its server process, and a folder that goes when the part is over."""

    dsn: str
    version: str
    data_dir: Path
    postmaster: int
    folder: Path


@contextmanager
def ground(options: Mapping[str, str] | None = None, kept: Path | None = None) -> Iterator[Ground]:
    """An empty register, or the one `kept` in a folder. `xinfang serve` finds this server by its data directory.

    `options` are settings of PostgreSQL that differ from the service's own.
    """
    folder = kept or Path(tempfile.mkdtemp(prefix="xinfang-bench-"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711)  # where root steps down to another account, that one has to get in
        with embedded.running(folder / "data", options=options or {}) as server:
            migrations.upgrade(server.dsn)
            pid = (server.data_dir / "cluster" / "postmaster.pid").read_text(encoding="ascii").split()[0]
            yield Ground(server.dsn, asyncio.run(_version(server.dsn)), server.data_dir, int(pid), folder)
    finally:
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)


async def _version(dsn: str) -> str:
    connection = await asyncpg.connect(dsn)
    try:
        version: str = await connection.fetchval("SHOW server_version")
        return version
    finally:
        await connection.close()
