"""What happens to workers while there is work: kills at random, the kill at the worst moment, sleep past the lease."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

from .job_contestants import TABLE, Contestant, Life, Trap
from .job_processes import Worker
from .waiting import until

WORKERS = 4
BUSY = 0.1  # seconds a job takes at most
DRAINED_WITHIN = 120.0


@dataclass(frozen=True, slots=True)
class Toll:
    """What one scenario did to one contestant."""

    scenario: str
    contestant: str
    jobs: int
    kills: int
    effects: int
    twice: int
    missing: int
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.scenario:<24} {self.contestant:<32} {self.jobs:>5} {self.kills:>6} {self.effects:>8} "
            f"{self.twice:>14} {self.missing:>8} {self.seconds:>8.1f}"
        )


class Ground:
    """A database of its own for one contestant in one scenario."""

    def __init__(self, contestant: Contestant, dsn: str, pool: asyncpg.Pool) -> None:
        self.contestant = contestant
        self.dsn = dsn
        self._pool = pool

    async def left(self) -> int:
        """Jobs not yet done."""
        count: int = await self._pool.fetchval(self.contestant.left)
        return count

    async def empty(self) -> bool:
        """Whether every job is done."""
        return await self.left() == 0

    async def drained(self) -> None:
        """Wait for the last job. Raises `TimeoutError`."""
        async with asyncio.timeout(DRAINED_WITHIN):
            await until(self.empty)

    async def toll(self, scenario: str, jobs: int, kills: int, began: float) -> Toll:
        """Count what the jobs left behind."""
        seconds = time.monotonic() - began
        effects, twice, missing = await self._pool.fetchrow(
            "SELECT coalesce(sum(n), 0)::int, count(*) FILTER (WHERE n > 1), $1 - count(*)"
            " FROM (SELECT count(*) AS n FROM effect GROUP BY job) AS per_job",
            jobs,
        )
        return Toll(scenario, self.contestant.name, jobs, kills, effects, twice, missing, seconds)


@asynccontextmanager
async def ground(server: str, contestant: Contestant) -> AsyncIterator[Ground]:
    """Make the database, lend it, drop it."""
    name = f"proof_{random.randrange(10**9)}"
    root = await asyncpg.connect(server)
    await root.execute(f"CREATE DATABASE {name}")
    dsn = server.replace("/xinfang?", f"/{name}?")
    await contestant.prepare(dsn)
    pool = await asyncpg.create_pool(dsn, min_size=1, max_size=WORKERS)
    await pool.execute(TABLE)
    try:
        yield Ground(contestant, dsn, pool)
    finally:
        await pool.close()
        await root.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await root.close()


async def killed_at_random(on: Ground, jobs: int, kills: int) -> Toll:
    """Workers die at any moment, most of them in the middle of a job, until so many have; then the rest may live."""
    began, killed = time.monotonic(), 0
    await on.contestant.owe(on.dsn, range(jobs))

    async def one_after_the_other() -> None:
        nonlocal killed
        while await on.left():
            worker = Worker(on.contestant, Life(on.dsn, busy=BUSY))
            try:
                await worker.said()
                await asyncio.sleep(random.expovariate(1 / BUSY))
                if await on.left() and killed < kills:
                    killed += 1
                else:
                    await on.drained()
            finally:
                worker.kill()

    async with asyncio.timeout(DRAINED_WITHIN), asyncio.TaskGroup() as group:
        for _ in range(WORKERS):
            group.create_task(one_after_the_other())
    return await on.toll("killed at random", jobs, killed, began)


async def killed_after_the_effect(on: Ground, jobs: int) -> Toll:
    """A worker for each job dies right behind the commit of an effect; then one that lives does what seems left."""
    began, killed = time.monotonic(), 0
    await on.contestant.owe(on.dsn, range(jobs))
    while killed < jobs and not await on.empty():
        worker = Worker(on.contestant, Life(on.dsn, Trap.DIES_AFTER_EFFECT))
        while await worker.said() != "dead":
            pass
        worker.kill()
        killed += 1
    await _finished_by_another(on)
    return await on.toll("killed after the effect", jobs, killed, began)


async def asleep_past_the_lease(on: Ground, jobs: int) -> Toll:
    """A worker sleeps with a job in hand until another has done it, then wakes and goes on as if nothing were."""
    began = time.monotonic()
    for job in range(jobs):
        await on.contestant.owe(on.dsn, range(job, job + 1))
        sleeper = Worker(on.contestant, Life(on.dsn, Trap.SLEEPS_BEFORE_EFFECT))
        await until(sleeper.asleep)
        await _finished_by_another(on)
        sleeper.wake()
        while await sleeper.said() != "attempted":
            pass
        sleeper.kill()
    return await on.toll("asleep past the lease", jobs, 0, began)


async def _finished_by_another(on: Ground) -> None:
    worker = Worker(on.contestant, Life(on.dsn))
    try:
        await on.drained()
    finally:
        worker.kill()


async def jobs_a_second(on: Ground, jobs: int, *, effect: bool) -> float:
    """One worker process, nothing killed: from the commit that owes the jobs to the last of them done."""
    worker = Worker(on.contestant, Life(on.dsn, effect=effect))
    try:
        await worker.said()
        began = time.monotonic()
        await on.contestant.owe(on.dsn, range(jobs))
        await on.drained()
        return jobs / (time.monotonic() - began)
    finally:
        worker.kill()
