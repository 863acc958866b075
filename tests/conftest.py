"""Real PostgreSQL for every test: one server a run, one database a worker, one rolled-back connection a test."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from service.app import build
from service.auth import clients
from service.auth.scopes import AUDITOR, CONFIDENTIAL_CLERK, PORTAL, STATISTICS, Scope
from service.bureau.load import Bureau, load
from service.classification.content_model import ContentModel
from service.classification.jurist import Jurist
from service.desk.files import Files
from service.desk.kit import Desk
from service.matters.reader import Reader
from service.settings import Settings
from service.storage import engine
from service.storage.connections import speak_json
from service.storage.engine import Database
from service.storage.keyring import Keyring
from service.storage.settled import WRITER
from service.storage.transaction import ReadTx, Tx, committing
from service.wiring import desk_of, files_of
from tests import server

FRIDAY = datetime(2026, 3, 6, 1, 30, tzinfo=UTC)  # 09:30 at the bureau

UNLIMITED = {"client_rate": 0, "source_rate": 0}  # what tests of anything else need no part of

_run = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """Start the server in the process that steers the run."""
    if not hasattr(config, "workerinput"):
        server.start(_run)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what this process started."""
    if not hasattr(config, "workerinput"):
        _run.close()


class SteppedClock:
    """A clock that moves only when a test moves it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """The time it is."""
        return self.at

    def move(self, by: timedelta) -> None:
        """Let time pass."""
        self.at += by


@pytest.fixture(scope="session")
def bureau() -> Bureau:
    """The packaged bureau."""
    return load()


@pytest.fixture(scope="session")
def jurist(bureau: Bureau) -> Jurist:
    """The packaged classifier."""
    return Jurist(bureau, ContentModel.load())


@pytest.fixture(scope="session")
def keyring() -> Keyring:
    """Keys of a made-up secret."""
    return Keyring("a secret of tests, long enough to be one")


@pytest.fixture
def clock() -> SteppedClock:
    """Friday morning, 6 March 2026."""
    return SteppedClock(FRIDAY)


@pytest.fixture(scope="session")
async def worker_dsn() -> AsyncIterator[str]:
    """The database of this test process."""
    name = f"run_{os.getpid()}"
    await server.say(f"CREATE DATABASE {name} TEMPLATE {server.TEMPLATE}")
    yield server.database_named(name)
    await server.say(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def connection(worker_dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection whose work is undone after the test."""
    opened = await asyncpg.connect(worker_dsn, server_settings={"application_name": WRITER, "timezone": "UTC"})
    await speak_json(opened)
    whole = opened.transaction()
    await whole.start()
    yield opened
    await whole.rollback()
    await opened.close()


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Room for files that goes with the test; 1 MB each, so that limits are near."""
    return files_of(Settings(data_dir=tmp_path, file_bytes=1 << 20, petition_files=5))


@pytest.fixture
def desk(
    connection: asyncpg.Connection, bureau: Bureau, jurist: Jurist, keyring: Keyring, clock: SteppedClock, files: Files
) -> Desk:
    """A desk whose transactions are savepoints of the one that is undone."""

    def begin() -> AbstractAsyncContextManager[Tx]:
        return committing(Tx(connection, nested=True))

    @asynccontextmanager
    async def read() -> AsyncIterator[ReadTx]:
        yield ReadTx(connection)

    return desk_of(begin, read, read, keyring=keyring, bureau=bureau, jurist=jurist, files=files, now=clock)


@pytest.fixture
async def own_database() -> AsyncIterator[Database]:
    """A database of the test's own with real commits and real pools, for races and for what `as_of` promises."""
    name = f"own_{os.getpid()}_{os.urandom(4).hex()}"
    await server.say(f"CREATE DATABASE {name} TEMPLATE {server.TEMPLATE}")
    database = await engine.connect(server.database_named(name), size=16, wait=10)
    yield database
    await database.close()
    await server.say(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def own_desk(
    own_database: Database, bureau: Bureau, jurist: Jurist, keyring: Keyring, clock: SteppedClock, files: Files
) -> Desk:
    """A desk whose transactions really commit."""
    return desk_of(
        own_database.begin,
        own_database.read,
        own_database.snapshot,
        keyring=keyring,
        bureau=bureau,
        jurist=jurist,
        files=files,
        now=clock,
    )


@asynccontextmanager
async def serving(desk: Desk, **settings: Any) -> AsyncIterator[FastAPI]:
    """The application over a desk, started."""
    application = build(
        Settings(**{"worker": False, "caller_cache_seconds": 0, **UNLIMITED, **settings}), lambda: _handed(desk)
    )
    async with application.router.lifespan_context(application):
        yield application


@asynccontextmanager
async def _handed(desk: Desk) -> AsyncIterator[Desk]:
    yield desk


@asynccontextmanager
async def calling(application: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application, without a key."""
    transport = httpx.ASGITransport(application, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://bureau") as client:
        yield client


@pytest.fixture
async def app(desk: Desk) -> AsyncIterator[FastAPI]:
    """The application over the rolled-back connection."""
    async with serving(desk) as application:
        yield application


@pytest.fixture
async def api(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application, without a key."""
    async with calling(app) as client:
        yield client


async def admit(desk: Desk, name: str, scopes: tuple[Scope, ...], organ: str | None = None) -> dict[str, str]:
    """Admit a caller; what comes back are the headers that show its key."""
    return {"Authorization": f"Bearer {await clients.add(name, scopes, begin=desk.begin, organ=organ)}"}


@pytest.fixture
async def portal(desk: Desk) -> dict[str, str]:
    """Headers of a portal."""
    return await admit(desk, "portal", PORTAL)


@pytest.fixture
async def clerk(desk: Desk) -> dict[str, str]:
    """Headers of a clerk's system."""
    return await admit(desk, "clerk", CONFIDENTIAL_CLERK)


@pytest.fixture
async def consumer(desk: Desk) -> dict[str, str]:
    """Headers of somebody who reads all figures."""
    return await admit(desk, "statistics", AUDITOR)


@pytest.fixture
async def outsider(desk: Desk) -> dict[str, str]:
    """Headers of a statistics consumer without case rights."""
    return await admit(desk, "outsider", STATISTICS)


PETITION: dict[str, Any] = {
    "subject": "物业擅自抬高停车费",
    "request": "请责令物业公司退还多收的停车费，并公示收费依据。",
    "facts": "前进街道某小区物业自二月起把地面停车费由每月六十元涨到一百五十元，既未公示也未征求业主意见。",
    "petitioner": {"name": "王建国", "address": "三门峡市湖滨区前进街道", "phone": "13800001234"},
    "problem_place": {"division_code": "411202002", "address": "前进街道"},
}


@pytest.fixture
def petition() -> Callable[..., dict[str, Any]]:
    """A well-formed petition; keywords replace fields, None leaves one out."""

    def made(**changes: Any) -> dict[str, Any]:
        whole = {**PETITION, **changes}
        return {name: value for name, value in whole.items() if value is not None}

    return made


@cache
def reader() -> Reader:
    """What a worker compares petitions with."""
    return Reader.load(load())


def key(name: str) -> dict[str, str]:
    """An Idempotency-Key."""
    return {"Idempotency-Key": f"test-key-{name}"}
