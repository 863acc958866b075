"""What `job_effects` compares: our delivery and pgqueuer, owing the same jobs, each of them with the same effect.

A worker is a process that never ends by itself. Its traps are what a machine does to a process: end it, or let it
sleep. The effect is a row without any key that could hide a second one.
"""

import asyncio
import logging
import os
import random
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from multiprocessing.connection import Connection
from typing import Protocol

import asyncpg
from pgqueuer import PgQueuer, Queries
from pgqueuer.models import Job

from service.delivery import claims, outbox
from service.delivery.claims import LeaseLost
from service.rulebook.vocabulary import JobKind
from service.storage import engine, migrations
from service.storage.statement import Write

LEASE = timedelta(seconds=1)  # pgqueuer calls it the heartbeat timeout
TABLE = "CREATE TABLE effect (job bigint NOT NULL)"
EFFECT = "INSERT INTO effect (job) VALUES ($1)"
FENCE = "DELETE FROM pgqueuer WHERE id = $1 AND queue_manager_id = $2 AND status = 'picked' RETURNING id"


class Trap(StrEnum):
    """What happens to a worker at its first job."""

    NONE = "none"
    DIES_AFTER_EFFECT = "dies"  # the effect is committed, nothing after it has happened
    SLEEPS_BEFORE_EFFECT = "sleeps"  # longer than its lease: a frozen machine, a stuck disk


@dataclass(frozen=True, slots=True)
class Life:
    """What a worker is to live through. `busy` is the most that a job takes, in seconds."""

    dsn: str
    trap: Trap = Trap.NONE
    busy: float = 0.0
    effect: bool = True

    async def before(self) -> None:
        """The work that leads to the effect."""
        if self.trap is Trap.SLEEPS_BEFORE_EFFECT:
            os.kill(os.getpid(), signal.SIGSTOP)
        if self.busy:
            await asyncio.sleep(random.uniform(0, self.busy))

    def after(self, say: Callable[[str], None]) -> None:
        """The first thing once the effect is committed, or refused."""
        if self.trap is Trap.DIES_AFTER_EFFECT:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.trap is Trap.SLEEPS_BEFORE_EFFECT:
            say("attempted")


class Contestant(Protocol):
    """A queue in PostgreSQL, and a worker for it."""

    @property
    def name(self) -> str:
        """How the report calls it."""

    @property
    def left(self) -> str:
        """A query for the number of jobs not yet done."""

    async def prepare(self, dsn: str) -> None:
        """Make its tables."""

    async def owe(self, dsn: str, jobs: range) -> None:
        """Owe these jobs, in one commit."""

    async def work(self, life: Life, say: Callable[[str], None]) -> None:
        """Work for ever; say "ready" when about to begin."""


class Ours:
    """`service.delivery`: the job is deleted in the commit of its effect, under a fence."""

    name = "xinfang, service.delivery"
    left = "SELECT count(*) FROM job"

    async def prepare(self, dsn: str) -> None:
        await asyncio.to_thread(migrations.upgrade, dsn)  # Alembic runs a loop of its own

    async def owe(self, dsn: str, jobs: range) -> None:
        database = await engine.connect(dsn, size=2, wait=10)
        for first in range(jobs.start, jobs.stop, 500):
            async with database.begin() as tx:
                tx.write(*(outbox.post(JobKind.ACKNOWLEDGE, job) for job in range(first, min(first + 500, jobs.stop))))
        await database.close()

    async def work(self, life: Life, say: Callable[[str], None]) -> None:
        database = await engine.connect(life.dsn, size=2, wait=10)
        say("ready")
        while True:
            job = await claims.claim(database.begin, LEASE)
            if job is None:
                await asyncio.sleep(0.01)
                continue
            await life.before()
            with suppress(LeaseLost):
                async with claims.ending(job, database.begin)() as tx:
                    if life.effect:
                        tx.write(Write(EFFECT, (job.petition_id,)))
            life.after(say)


@dataclass(frozen=True, slots=True)
class Theirs:
    """pgqueuer: the entrypoint commits its effect and returns; the library then records that the job is done.

    A batch of 1 makes it record every completion at once instead of ten together. `fenced`: the entrypoint deletes the
    library's row itself, in the transaction of the effect, which the library neither offers nor knows of.
    """

    name: str
    batch: int
    ceiling: int | None
    fenced: bool = False
    left: str = "SELECT count(*) FROM pgqueuer"

    async def prepare(self, dsn: str) -> None:
        connection = await asyncpg.connect(dsn)
        await Queries.from_asyncpg_connection(connection).install()
        await connection.close()

    async def owe(self, dsn: str, jobs: range) -> None:
        connection = await asyncpg.connect(dsn)
        queries, count = Queries.from_asyncpg_connection(connection), len(jobs)
        await queries.enqueue(["effect"] * count, [str(job).encode() for job in jobs], [0] * count)
        await connection.close()

    async def work(self, life: Life, say: Callable[[str], None]) -> None:
        pool = await asyncpg.create_pool(life.dsn, min_size=1, max_size=4)
        queue = PgQueuer.from_asyncpg_connection(await asyncpg.connect(life.dsn))

        @queue.entrypoint("effect")
        async def bring_about(job: Job) -> None:
            await life.before()
            if life.effect:
                with suppress(LeaseLost):
                    await self._effect(pool, job)
            life.after(say)

        say("ready")
        await queue.run(
            dequeue_timeout=LEASE / 2,
            batch_size=self.batch,
            max_concurrent_tasks=self.ceiling,
            heartbeat_timeout=LEASE,
        )

    async def _effect(self, pool: asyncpg.Pool, job: Job) -> None:
        async with pool.acquire() as connection, connection.transaction():
            if self.fenced and await connection.fetchval(FENCE, job.id, job.queue_manager_id) is None:
                raise LeaseLost
            await connection.execute(EFFECT, int(job.payload or b""))


CONTESTANTS: dict[str, Contestant] = {
    one.name: one
    for one in (
        Ours(),
        Theirs("pgqueuer, batch of 10", 10, 20),
        Theirs("pgqueuer, batch of 1", 1, 2),
        Theirs("pgqueuer, its row deleted by us", 10, 20, fenced=True),
    )
}


def live(name: str, life: Life, out: Connection) -> None:
    """The worker process."""
    logging.disable(logging.CRITICAL)
    asyncio.run(CONTESTANTS[name].work(life, out.send))
