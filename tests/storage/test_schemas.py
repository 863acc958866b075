"""Two bureaus in one database do not see, block or wake each other."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest

from service.auth.scopes import AUDITOR, PORTAL
from service.bureau.load import Bureau
from service.classification.jurist import Jurist
from service.delivery import claims
from service.desk.files import Files
from service.desk.kit import Desk
from service.ledger import pages
from service.register import installation
from service.register.mass_issues import TURN as MASS_ISSUES
from service.storage import engine, migrations
from service.storage.engine import Database
from service.storage.keyring import Keyring
from service.storage.schemas import PUBLIC, own, within
from service.storage.settled import settled
from service.storage.transaction import ReadTx
from service.transparency.checkpoints import TAKE_TURN as CHECKPOINTS
from service.webhooks.deliveries import TURN as MESSAGES
from service.wiring import desk_of
from tests.conftest import SteppedClock, admit, calling, key, serving
from tests.server import database_named, say

SCHEMAS = ("east", "west")
MINUTE = timedelta(minutes=1)
# As many of them as there are; the one of mass issues waits, so it is asked for here without waiting.
TURNS = (MASS_ISSUES.replace("pg_advisory", "pg_try_advisory"), MESSAGES, CHECKPOINTS, pages.TAKE_TURN)


@dataclass(frozen=True, slots=True)
class Two:
    """The databases of two bureaus, in one."""

    dsn: str
    east: Database
    west: Database


@pytest.fixture(scope="module")
async def shared() -> AsyncIterator[str]:
    name = f"shared_{os.getpid()}_{os.urandom(3).hex()}"
    await say(f"CREATE DATABASE {name}")
    dsn = database_named(name)
    for schema in SCHEMAS:
        await migrate(dsn, schema)
    yield dsn
    await say(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def two(shared: str) -> AsyncIterator[Two]:
    east, west = [await engine.connect(within(shared, schema), size=8, wait=10) for schema in SCHEMAS]
    yield Two(shared, east, west)
    await east.close()
    await west.close()


async def migrate(dsn: str, schema: str) -> None:
    """In a thread, since a loop runs in this one."""
    await asyncio.to_thread(migrations.upgrade, within(dsn, schema))


@pytest.fixture
def office(
    bureau: Bureau, jurist: Jurist, keyring: Keyring, clock: SteppedClock, files: Files
) -> Callable[[Database], Desk]:
    """A desk over one of the two."""

    def made(database: Database) -> Desk:
        return desk_of(
            *(database.begin, database.read, database.snapshot),
            keyring=keyring,
            bureau=bureau,
            jurist=jurist,
            files=files,
            now=clock,
        )

    return made


async def test_what_one_registers_the_other_neither_sees_nor_works_on(
    two: Two, office: Callable[[Database], Desk], petition: Callable[..., dict[str, Any]]
) -> None:
    east, west = office(two.east), office(two.west)
    portal, auditor = await admit(east, "portal", PORTAL), await admit(west, "auditor", AUDITOR)
    async with serving(east) as app, calling(app) as api:
        told = await api.post("/v1/petitions", json=petition(), headers={**portal, **key("one")})
    async with serving(west) as app, calling(app) as api:
        unknown = await api.post("/v1/petitions", json=petition(), headers={**portal, **key("one")})
        figure = await api.get("/v1/statistics/registered_items", headers=auditor)

    assert told.status_code == 201
    assert unknown.status_code == 401, "a key of one bureau is none of the other's"
    assert figure.json()["total"]["value"] == 0
    assert await claims.claim(two.west.begin, MINUTE) is None
    assert await claims.claim(two.east.begin, MINUTE) is not None


async def test_each_may_have_a_secret_of_its_own(two: Two) -> None:
    for database, secret in ((two.east, "e" * 16), (two.west, "w" * 16)):
        await installation.claim(database.begin, secret_fingerprint=secret, bureau=secret)


async def test_a_writer_holds_back_the_settled_moment_of_its_own_bureau_alone(two: Two) -> None:
    async with two.east.begin() as writer:
        began: datetime = await writer.value("SELECT now()")
        async with two.east.read() as own_tx, two.west.read() as other:
            held, free = await settled(own_tx), await settled(other)

    assert held < began < free


async def test_a_writer_that_is_not_told_apart_holds_back_everybody(two: Two) -> None:
    """Whoever is in a schema by its role alone, or connected before there was one, has the plain name."""
    plain = await asyncpg.connect(two.dsn, server_settings={"application_name": "xinfang-writer"})
    async with plain.transaction():
        began: datetime = await plain.fetchval("SELECT now()")
        async with two.west.read() as other:
            held = await settled(other)
    await plain.close()

    assert held < began


@pytest.mark.parametrize("turn", TURNS)
async def test_whose_turn_it_is_is_a_matter_of_each_bureau(two: Two, turn: str) -> None:
    async with two.east.begin() as first, two.east.begin() as second, two.west.begin() as other:
        assert await taken(first, turn)
        assert not await taken(second, turn)
        assert await taken(other, turn)


async def taken(tx: ReadTx, turn: str) -> bool:
    row = await tx.row(turn)
    return row is not None and bool(row[0])


async def test_in_public_a_lock_has_the_key_that_the_release_before_gave_it(connection: asyncpg.Connection) -> None:
    assert await connection.fetchval(f"SELECT {own('42')}") == 42
    assert within("postgresql://a/b", PUBLIC) == "postgresql://a/b"


async def test_the_tables_of_a_schema_are_those_of_the_code(two: Two) -> None:
    await asyncio.to_thread(migrations.check, within(two.dsn, "east"))


async def test_going_down_in_one_schema_leaves_the_other(two: Two) -> None:
    await migrate(two.dsn, "south")
    await asyncio.to_thread(migrations.downgrade, within(two.dsn, "south"), "base")
    async with two.west.read() as tx:
        assert await tx.value("SELECT to_regclass('petition')::text") == "petition"
        assert await tx.value("SELECT to_regclass('south.petition')::text") is None
