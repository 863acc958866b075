"""Who holds a job, who ends it, and what an attempt that lost it may still do: nothing."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import pytest

from service.delivery import claims, outbox
from service.delivery.claims import Job, LeaseLost
from service.desk.kit import Desk
from service.rulebook.vocabulary import JobKind
from service.storage import engine
from service.storage.engine import Database
from service.storage.statement import Write
from service.storage.transaction import AlreadyThere, Begin
from tests.server import database_named

LONG = timedelta(hours=1)
OVER = timedelta(0)  # a lease that has run out as soon as it is given
EFFECT = Write("INSERT INTO effect VALUES (1)", ())


async def owe(begin: Begin, *petitions: int) -> None:
    """One after the other: writes of one transaction have no promised order."""
    for petition in petitions:
        async with begin() as tx:
            tx.write(outbox.post(JobKind.ACKNOWLEDGE, petition))


async def claimed(begin: Begin, lease: timedelta = LONG) -> Job:
    job = await claims.claim(begin, lease)
    assert job is not None
    return job


@pytest.fixture
async def register(own_database: Database) -> Database:
    """A database with a shelf for effects that has no key, so that a second effect would be seen."""
    async with own_database.begin() as tx:
        tx.write(Write("CREATE TABLE effect (n int)", ()))
    return own_database


async def effects(database: Database) -> int:
    async with database.read() as tx:
        count: int = await tx.value("SELECT count(*) FROM effect")
    return count


@pytest.fixture
async def crowd(own_database: Database) -> AsyncIterator[list[Database]]:
    """Twenty workers' databases: one and the same, over connections of their own."""
    async with own_database.read() as tx:
        dsn = database_named(await tx.value("SELECT current_database()"))
    opened = [await engine.connect(dsn, size=2, wait=10) for _ in range(20)]
    yield opened
    await asyncio.gather(*(one.close() for one in opened))


async def test_of_twenty_workers_one_gets_the_job(crowd: list[Database]) -> None:
    await owe(crowd[0].begin, 7)
    found = await asyncio.gather(*(claims.claim(one.begin, LONG) for one in crowd))
    assert [job.petition_id for job in found if job] == [7]


async def test_twenty_workers_get_twenty_different_jobs(crowd: list[Database]) -> None:
    await owe(crowd[0].begin, *range(20))
    found = await asyncio.gather(*(claims.claim(one.begin, LONG) for one in crowd))
    assert sorted(job.petition_id for job in found if job) == list(range(20))


async def test_the_job_that_is_due_longest_comes_first(desk: Desk, connection: asyncpg.Connection) -> None:
    await owe(desk.begin, 1, 2, 3)
    await connection.execute("UPDATE job SET run_after = now() - interval '1 hour' WHERE petition_id = 2")
    order = [(await claimed(desk.begin)).petition_id for _ in range(3)]
    assert order == [2, 1, 3]
    assert await claims.claim(desk.begin, LONG) is None


async def test_work_is_owed_once(desk: Desk) -> None:
    await owe(desk.begin, 7)
    with pytest.raises(AlreadyThere, match="job_dedupe_key_key"):
        await owe(desk.begin, 7)


async def test_the_effect_and_the_end_of_its_job_are_one_commit(register: Database) -> None:
    await owe(register.begin, 7)
    job = await claimed(register.begin)
    async with claims.ending(job, register.begin)() as tx:
        tx.write(EFFECT)
        assert await tx.value("SELECT count(*) FROM effect") == 1
        assert await effects(register) == 0, "nobody sees the effect before the commit"
        async with register.read() as other:
            assert (await claims.queue(other)).waiting == 1, "nor the end of the job"
    async with register.read() as tx:
        assert (await claims.queue(tx)).waiting == 0
    assert await effects(register) == 1


async def test_an_attempt_that_fails_leaves_the_job_and_no_effect(register: Database) -> None:
    await owe(register.begin, 7)
    job = await claimed(register.begin, OVER)

    async def fail_midway() -> None:
        async with claims.ending(job, register.begin)() as tx:
            tx.write(EFFECT)
            assert await tx.value("SELECT count(*) FROM effect") == 1
            raise ValueError("midway")

    with pytest.raises(ValueError, match="midway"):
        await fail_midway()
    assert await effects(register) == 0
    assert (await claimed(register.begin)).id == job.id


async def test_when_a_lease_runs_out_another_finishes_and_the_late_one_records_nothing(register: Database) -> None:
    await owe(register.begin, 7)
    late = await claimed(register.begin, OVER)
    other = await claimed(register.begin)
    assert (other.id, other.attempts) == (late.id, late.attempts + 1)
    with pytest.raises(LeaseLost):
        async with claims.ending(late, register.begin)() as tx:
            tx.write(EFFECT)
    assert await effects(register) == 0
    async with claims.ending(other, register.begin)() as tx:
        tx.write(EFFECT)
    with pytest.raises(LeaseLost):  # also once the job is gone
        async with claims.ending(late, register.begin)() as tx:
            tx.write(EFFECT)
    assert await effects(register) == 1


async def test_a_job_whose_effect_is_being_committed_is_nobodys_however_late(register: Database) -> None:
    await owe(register.begin, 7)
    slow = await claimed(register.begin, OVER)
    async with claims.ending(slow, register.begin)() as tx:
        tx.write(EFFECT)
        async with asyncio.timeout(10):  # the others pass it by, they do not queue behind it
            assert await claims.claim(register.begin, LONG) is None
    assert await claims.claim(register.begin, LONG) is None
    assert await effects(register) == 1


async def test_the_late_one_cannot_postpone_or_bury_what_another_holds(desk: Desk) -> None:
    await owe(desk.begin, 7)
    late = await claimed(desk.begin, OVER)
    await claimed(desk.begin)
    with pytest.raises(LeaseLost):
        await claims.give_back(late, OVER, "late", desk.begin)
    with pytest.raises(LeaseLost):
        await claims.bury(late, "late", desk.begin)


async def test_a_dead_job_is_claimed_by_nobody_seen_by_everybody_and_can_be_revived(desk: Desk) -> None:
    await owe(desk.begin, 7, 8)
    buried = await claimed(desk.begin, OVER)
    await claims.bury(buried, "ValueError", desk.begin)
    assert (await claimed(desk.begin)).petition_id == 8
    assert await claims.claim(desk.begin, LONG) is None
    async with desk.read() as tx:
        queue = await claims.queue(tx)
        (shown,) = await claims.dead(tx, 10)
    assert (queue.waiting, queue.dead) == (1, 1)
    assert (shown.id, shown.kind, shown.petition_id, shown.last_error) == (buried.id, "acknowledge", 7, "ValueError")
    assert await claims.revive(buried.id, desk.begin)
    assert not await claims.revive(buried.id, desk.begin), "it is not dead any more"
    assert await claimed(desk.begin) == Job(buried.id, JobKind.ACKNOWLEDGE, 7, attempts=1)


@pytest.mark.parametrize("due_in", [timedelta(0), LONG], ids=["all due", "none due"])
async def test_the_claim_finds_its_job_by_the_index(connection: asyncpg.Connection, due_in: timedelta) -> None:
    await connection.execute(
        "INSERT INTO job (kind, petition_id, dedupe_key, run_after)"
        " SELECT 'acknowledge', n, 'acknowledge:' || n, now() + $1 FROM generate_series(1, 20000) AS n",
        due_in,
    )
    await connection.execute("ANALYZE job")
    plan = "\n".join(row[0] for row in await connection.fetch(f"EXPLAIN {claims.CLAIM}", LONG))
    assert "Index Scan using job_" in plan
    assert "Seq Scan" not in plan
    assert "Sort" not in plan
