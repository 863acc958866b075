"""The block is the transaction: everything at the dedent or nothing; a read-only transaction cannot write."""

import asyncio

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.rulebook.errors import DatabaseUnavailable
from service.storage import engine
from service.storage.engine import Database
from service.storage.statement import Write, together
from service.storage.transaction import AlreadyThere
from tests.server import database_named, say

PUT = "INSERT INTO installation (name, value) VALUES ($1, $2)"
COUNT = "SELECT count(*) FROM installation"


@pytest.fixture
async def database(own_database: Database) -> Database:
    """A database of the test's own."""
    return own_database


async def count(database: Database) -> int:
    async with database.read() as tx:
        found: int = await tx.value(COUNT)
    return found


async def test_writes_are_there_after_the_dedent_and_not_before(database: Database) -> None:
    async with database.begin() as tx:
        tx.write(Write(PUT, ("a", "1")), Write(PUT, ("b", "2")))
        assert await count(database) == 0

    assert await count(database) == 2


async def test_a_read_sees_the_writes_before_it(database: Database) -> None:
    async with database.begin() as tx:
        tx.write(Write(PUT, ("a", "1")))
        assert await tx.value(COUNT) == 1


@pytest.mark.parametrize("read_first", [False, True])
async def test_an_error_leaves_nothing(database: Database, read_first: bool) -> None:
    async def fail() -> None:
        async with database.begin() as tx:
            tx.write(Write(PUT, ("a", "1")))
            if read_first:
                await tx.value(COUNT)
            raise LookupError

    with pytest.raises(LookupError):
        await fail()

    assert await count(database) == 0


@pytest.mark.parametrize("read_first", [False, True])
async def test_the_second_of_two_equal_facts_undoes_its_whole_transaction(database: Database, read_first: bool) -> None:
    async def put(*names: str) -> None:
        async with database.begin() as tx:
            if read_first:
                await tx.value(COUNT)
            tx.write(*(Write(PUT, (name, "")) for name in names))

    await put("a")
    with pytest.raises(AlreadyThere) as there:
        await put("b", "a")

    assert there.value.constraint == "installation_pkey"
    assert await count(database) == 1


async def test_the_server_itself_refuses_to_write_in_a_read(database: Database) -> None:
    async with database.snapshot() as tx:
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await tx.value(PUT + " RETURNING 1", "a", "1")


async def test_a_snapshot_does_not_see_what_comes_meanwhile(database: Database) -> None:
    async with database.snapshot() as tx:
        before = await tx.value(COUNT)
        async with database.begin() as writer:
            writer.write(Write(PUT, ("a", "1")))
        assert await tx.value(COUNT) == before == 0


async def test_a_server_that_cannot_be_reached_is_a_refusal_with_a_name() -> None:
    with pytest.raises(DatabaseUnavailable):
        await engine.connect("postgresql://nobody@127.0.0.1:1/none", size=2, wait=1)


async def test_when_every_connection_is_in_use_the_next_caller_is_told(database: Database) -> None:
    scarce = await engine.connect(await _dsn(database), size=2, wait=0.05)
    try:
        async with scarce.begin() as tx:
            await tx.value(COUNT)
            with pytest.raises(DatabaseUnavailable):
                async with scarce.begin():
                    pass
    finally:
        await scarce.close()


async def test_a_lost_connection_is_told_and_the_next_transaction_works(database: Database) -> None:
    async def lose() -> None:
        async with database.begin() as tx:
            await tx.value("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(DatabaseUnavailable):
        await lose()

    async with database.begin() as tx:
        assert await tx.value("SELECT 1") == 1


async def test_sessions_that_are_ended_again_and_again_are_told_as_nothing_else(database: Database) -> None:
    """The server's last word may come in before the next question, or after it, or with the connection's end."""
    ended, refused = asyncio.Event(), 0

    async def end_sessions() -> None:
        for _ in range(15):
            await say(ending)
            await asyncio.sleep(0.05)
        ended.set()

    async def work(number: int) -> None:
        nonlocal refused
        turn = 0
        while not ended.is_set():
            turn += 1
            try:
                async with database.begin() as tx:
                    tx.write(Write(PUT, (f"{number}-{turn}", "")))
                await count(database)
            except DatabaseUnavailable:
                refused += 1

    async with database.read() as tx:
        name = await tx.value("SELECT current_database()")
    others = f"datname = '{name}' AND pid <> pg_backend_pid()"
    ending = f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE {others}"  # noqa: S608 - our own
    await asyncio.gather(end_sessions(), *(work(number) for number in range(6)))

    assert refused > 0
    assert await count(database) > 0


async def test_connections_of_a_server_that_takes_no_more_writes_are_left(database: Database) -> None:
    demoted = await engine.connect(await _dsn(database), size=2, wait=1)  # one of them writes
    try:
        async with demoted.begin() as tx:
            await tx.value("SELECT set_config('default_transaction_read_only', 'on', false)")
        with pytest.raises(DatabaseUnavailable):
            await _put(demoted)
        await _put(demoted)
    finally:
        await demoted.close()


async def _put(database: Database) -> None:
    async with database.begin() as tx:
        tx.write(Write(PUT, ("a", "1")))


async def _dsn(database: Database) -> str:
    async with database.read() as tx:
        return database_named(await tx.value("SELECT current_database()"))


@given(st.lists(st.lists(st.integers(), min_size=1, max_size=4), min_size=1, max_size=5))
def test_each_part_keeps_its_own_arguments(parts: list[list[int]]) -> None:
    writes = tuple(
        Write(f"VALUES ({', '.join(f'${n}' for n in range(1, len(args) + 1))})", tuple(args)) for args in parts
    )

    whole = together(writes)

    assert whole.args == tuple(value for args in parts for value in args)
    for position in range(1, len(whole.args) + 1):
        assert whole.sql.count(f"${position},") + whole.sql.count(f"${position})") == 1
