"""What the tests do to a server from outside: ask it, run it in another process, find its postmaster."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import pytest

ROOT = Path(__file__).parents[3]
FAST = {"fsync": "off"}
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")

# Another xinfang process: it prints its address, then one line per acknowledged row.
APP = """
import asyncio, asyncpg, sys
from pathlib import Path
from service.storage.embedded import running

async def write(dsn):
    connection = await asyncpg.connect(dsn)
    await connection.execute("CREATE TABLE IF NOT EXISTS letter (id bigint PRIMARY KEY)")
    for number in range(100_000):
        await connection.execute("INSERT INTO letter VALUES ($1)", number)
        print(number, flush=True)

with running(Path(sys.argv[1])) as server:
    print(server.dsn, flush=True)
    asyncio.run(write(server.dsn))
"""


def ask(dsn: str, question: str) -> Any:
    """The answer of a server to one question."""

    async def answer() -> Any:
        connection = await asyncpg.connect(dsn)
        try:
            return await connection.fetchval(question)
        finally:
            await connection.close()

    # A loop of its own, which leaves that of the asynchronous tests in place.
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        return runner.run(answer())


@contextmanager
def another_process(script: str, *arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    """Run a script with an empty environment, so without LANG and PATH, and kill it in the end."""
    command = [sys.executable, "-c", script, *arguments]
    with subprocess.Popen(command, cwd=ROOT, env={}, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def line_of(process: subprocess.Popen[str]) -> str:
    """The next line a process prints."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def postmaster_of(data_dir: Path) -> psutil.Process:
    """The server's main process."""
    return psutil.Process(int((data_dir / "cluster/postmaster.pid").read_text().splitlines()[0]))
