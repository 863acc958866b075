"""The worker through what can befall it: failures, lost leases, a database that goes away, being told to stop."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import asyncpg
import pytest

from service.auth.scopes import PORTAL
from service.delivery import claims, outbox
from service.delivery.claims import DeadJob
from service.delivery.retry import wait_after
from service.desk.kit import Desk
from service.rulebook.errors import DatabaseUnavailable
from service.rulebook.vocabulary import JobKind
from service.worker import Worker
from tests.conftest import FRIDAY, PETITION, admit, calling, key, reader, serving

from .happenings import NAME, HeardBell, before_each, before_second, go_away, lost, quoting, running, until

LONG, OVER, AT_ONCE = timedelta(hours=1), timedelta(0), timedelta(milliseconds=10)


def worker(desk: Desk, *, lease: timedelta = LONG, max_attempts: int = 3, poll: timedelta = LONG) -> Worker:
    return Worker(desk, reader(), lease=lease, max_attempts=max_attempts, poll=poll)


async def owe(desk: Desk, petition_id: int = 404) -> None:
    """A job; there is no petition 404, so it fails."""
    async with desk.begin() as tx:
        tx.write(outbox.post(JobKind.ACKNOWLEDGE, petition_id))


async def register(desk: Desk) -> None:
    """One petition, and with it two jobs that can be done: its receipt, its comparison."""
    headers = await admit(desk, "portal", PORTAL) | key("worker")
    async with serving(desk) as app, calling(app) as api:
        assert (await api.post("/v1/petitions", json=PETITION, headers=headers)).status_code == 201


async def waiting(desk: Desk) -> int:
    async with desk.read() as tx:
        return (await claims.queue(tx)).waiting


async def dead(desk: Desk) -> list[DeadJob]:
    async with desk.read() as tx:
        return await claims.dead(tx, 10)


def one_is_dead(desk: Desk) -> Callable[[], Awaitable[bool]]:
    async def found() -> bool:
        return len(await dead(desk)) == 1

    return found


async def test_a_petition_gets_its_receipt_once(desk: Desk, connection: asyncpg.Connection) -> None:
    await register(desk)
    assert await worker(desk).run_one()
    assert await connection.fetchval("SELECT count(*) FROM notice") == 1, "what is owed to a citizen comes first"
    assert await worker(desk).run_one()
    assert not await worker(desk).run_one(), "nothing is left to do"
    assert await connection.fetchval("SELECT count(*) FROM notice") == 1
    assert await waiting(desk) == 0


async def test_each_failure_makes_the_next_try_wait_longer(desk: Desk, connection: asyncpg.Connection) -> None:
    await owe(desk)
    one = worker(desk, max_attempts=100)
    gaps: list[timedelta] = []
    for _ in range(6):
        assert await one.run_one()
        gaps.append(await connection.fetchval("SELECT run_after - now() FROM job"))
        assert not await one.run_one(), "it is not due yet"
        await connection.execute("UPDATE job SET run_after = now()")
    assert gaps == sorted(gaps)
    for tried, gap in enumerate(gaps, start=1):
        assert wait_after(tried, 1) <= gap <= wait_after(tried, 0)


async def test_after_its_last_try_a_job_is_dead_and_seen_and_can_be_revived(
    desk: Desk, connection: asyncpg.Connection
) -> None:
    await owe(desk)
    one = worker(desk, max_attempts=3)
    for _ in range(3):
        assert await dead(desk) == []
        assert await one.run_one()
        await connection.execute("UPDATE job SET run_after = now()")
    (given_up,) = await dead(desk)
    assert (given_up.petition_id, given_up.attempts) == (404, 3)
    assert not await one.run_one()
    assert await claims.revive(given_up.id, desk.begin)
    assert await one.run_one()
    assert await dead(desk) == [], "it has all its tries again"


@pytest.mark.parametrize("max_attempts", [1, 2], ids=["given up", "tried again"])
@pytest.mark.parametrize(("now", "kept"), [(quoting, "ValueError"), (lambda: FRIDAY, "unknown_petition")])
async def test_the_error_kept_with_a_job_never_quotes_the_exception(
    desk: Desk, connection: asyncpg.Connection, max_attempts: int, now: Callable[[], datetime], kept: str
) -> None:
    await owe(desk)
    assert await worker(replace(desk, now=now), max_attempts=max_attempts).run_one()
    assert await connection.fetchval("SELECT last_error FROM job") == kept
    assert NAME not in await connection.fetchval("SELECT job::text FROM job")


async def test_the_bell_wakes_a_worker_that_would_wait_for_an_hour(own_desk: Desk) -> None:
    bell = HeardBell()
    async with running(worker(replace(own_desk, bell=bell), poll=LONG, max_attempts=1)):
        await bell.awaited.wait()
        await owe(own_desk)
        bell.set()
        await until(one_is_dead(own_desk))


async def test_without_a_bell_the_worker_looks_by_itself(own_desk: Desk) -> None:
    bell = HeardBell()
    async with running(worker(replace(own_desk, bell=bell), poll=AT_ONCE, max_attempts=1)):
        await bell.awaited.wait()
        await owe(own_desk)  # as another process would
        await until(one_is_dead(own_desk))


async def test_a_worker_that_is_told_to_stop_ends_though_it_waits_for_an_hour(own_desk: Desk) -> None:
    bell = HeardBell()
    async with running(worker(replace(own_desk, bell=bell), poll=LONG)) as task:
        await bell.awaited.wait()
        assert not task.done()
    assert task.done()
    assert task.exception() is None


async def test_the_worker_outlives_a_database_that_goes_away(own_desk: Desk) -> None:
    await owe(own_desk)
    away = replace(own_desk, begin=before_each(own_desk.begin, iter([go_away] * 3)))
    async with running(worker(away, poll=AT_ONCE, max_attempts=1)):
        await until(one_is_dead(own_desk))


async def test_a_database_lost_in_the_middle_of_a_job_is_not_the_fault_of_the_job(own_desk: Desk) -> None:
    await owe(own_desk)
    away = replace(own_desk, begin=before_second(own_desk.begin, go_away))
    with pytest.raises(DatabaseUnavailable):
        await worker(away, lease=OVER, max_attempts=1).run_one()
    assert await dead(own_desk) == []
    assert await claims.claim(own_desk.begin, LONG), "its lease is over and another worker may have it"


async def test_a_job_that_ended_its_worker_every_time_is_given_up_too(own_desk: Desk) -> None:
    await owe(own_desk)
    for _ in range(4):  # each claimed by a worker that is no more
        assert await claims.claim(own_desk.begin, OVER)
    last = replace(own_desk, now=lost)  # this one would end without a word too
    with suppress(DatabaseUnavailable):
        await worker(last, lease=OVER, max_attempts=3).run_one()
    assert len(await dead(own_desk)) == 1


async def test_a_worker_that_was_overtaken_issues_no_second_receipt(own_desk: Desk) -> None:
    await register(own_desk)

    async def overtake() -> None:
        assert await worker(own_desk).run_one()

    slow = replace(own_desk, begin=before_second(own_desk.begin, overtake))
    assert await worker(slow, lease=OVER).run_one(), "it goes on with the next job"
    async with own_desk.read() as tx:
        assert await tx.value("SELECT count(*) FROM notice") == 1
        assert await tx.value("SELECT last FROM notice_series") == 1
    assert await worker(own_desk).run_one()
    assert await waiting(own_desk) == 0


async def test_the_failure_of_a_worker_that_was_overtaken_is_not_recorded(own_desk: Desk) -> None:
    await owe(own_desk)

    async def overtake() -> None:
        assert await worker(own_desk, max_attempts=2).run_one()

    slow = replace(own_desk, begin=before_second(own_desk.begin, overtake), now=quoting)
    assert await worker(slow, lease=OVER).run_one()
    (given_up,) = await dead(own_desk)
    assert (given_up.attempts, given_up.last_error) == (2, "unknown_petition"), "the word of the other one stands"
