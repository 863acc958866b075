"""The PostgreSQL of a test run: one server, a migrated template, and databases made from it."""

import asyncio
import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import asyncpg

from service.storage import embedded, migrations

SERVER = "TEST_SERVER_OF_XINFANG"  # no name of a setting: `doctor` objects to those it does not know
TEMPLATE = "xinfang_template"
# What a test server may lose in a power cut is of no interest; tests/proofs/ run with everything on.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


def start(until: ExitStack) -> None:
    """Start the server, unless this run has one; every process of the run finds it by the environment."""
    if SERVER in os.environ:
        return
    folder = Path(tempfile.mkdtemp(prefix="xinfang-test-"))
    folder.chmod(0o755)  # as root the server runs as nobody, who has to get through
    until.callback(shutil.rmtree, folder, ignore_errors=True)
    server = until.enter_context(embedded.running(folder / "data", options=FAST))
    os.environ[SERVER] = server.dsn
    until.callback(os.environ.pop, SERVER)
    say_now(f"CREATE DATABASE {TEMPLATE}")
    migrations.upgrade(database_named(TEMPLATE))


def database_named(name: str) -> str:
    """The DSN of a database on the test server."""
    return os.environ[SERVER].replace("/xinfang?", f"/{name}?")


async def say(statement: str) -> None:
    """One statement to the server itself, outside any test's database."""
    connection = await asyncpg.connect(os.environ[SERVER])
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def say_now(statement: str) -> None:
    """The same from code that is not async, whether or not a loop runs in this thread."""
    with ThreadPoolExecutor(1) as apart:
        apart.submit(lambda: asyncio.run(say(statement))).result()
