"""Claiming work: one worker at a time holds a job, for as long as its lease; a dead worker's job is taken by another.

All lease times are the database's, since workers' clocks may differ.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.delivery.outbox import SLOW, SWIFT
from service.rulebook.errors import DatabaseUnavailable
from service.rulebook.vocabulary import JobKind
from service.storage.transaction import Begin, ReadTx, Tx

_DUE = """(
    SELECT id FROM job WHERE NOT dead AND rank = {rank} AND run_after <= now()
    ORDER BY run_after, id
    FOR UPDATE SKIP LOCKED LIMIT 1
)"""

# Rank by rank, so that each is a step into the index: the next rank is looked at only where nothing of this one is due.


def _claim_of(ranks: tuple[int, ...]) -> str:
    due = ", ".join(_DUE.format(rank=rank) for rank in ranks)
    return f"""
UPDATE job SET attempts = attempts + 1, run_after = now() + $1
WHERE id = coalesce({due}, NULL)
RETURNING id, kind, petition_id, attempts
"""  # noqa: S608 - nothing is put in but the ranks


CLAIM, CLAIM_SLOW = _claim_of(SWIFT), _claim_of(SLOW)

PROLONG = "UPDATE job SET run_after = now() + $3 WHERE id = $1 AND attempts = $2 RETURNING id"

END = "DELETE FROM job WHERE id = $1 AND attempts = $2 RETURNING id"

POSTPONE = "UPDATE job SET run_after = now() + $3, last_error = $4 WHERE id = $1 AND attempts = $2 RETURNING id"

BURY = "UPDATE job SET dead = true, last_error = $3 WHERE id = $1 AND attempts = $2 RETURNING id"

# How long somebody waits for what is owed to him; comparisons of a whole register may take a night, and harm nobody.
QUEUE = """
SELECT count(*) FILTER (WHERE NOT dead) AS waiting,
       count(*) FILTER (WHERE dead) AS dead,
       coalesce(extract(epoch FROM now() - min(created_at) FILTER (WHERE NOT dead AND rank = 0)), 0)::float8
           AS oldest_seconds
FROM job
"""

DEAD = "SELECT id, kind, petition_id, attempts, created_at, last_error FROM job WHERE dead ORDER BY id LIMIT $1"

REVIVE = "UPDATE job SET dead = false, attempts = 0, run_after = now() WHERE id = $1 AND dead RETURNING id"


class LeaseLost(Exception):
    """Another worker has taken the job meanwhile: nothing of this attempt may be recorded."""


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed job. `attempts` counts this one and fences it: a later claim makes this one void."""

    id: int
    kind: JobKind
    petition_id: int
    attempts: int


@dataclass(frozen=True, slots=True)
class DeadJob:
    """A job that failed too often and waits for a person."""

    id: int
    kind: str
    petition_id: int
    attempts: int
    created_at: datetime
    last_error: str | None


@dataclass(frozen=True, slots=True)
class Queue:
    """How much is owed, how much is given up, how long the oldest that is owed to a citizen has waited (seconds)."""

    waiting: int
    dead: int
    oldest_seconds: float


async def claim(begin: Begin, lease: timedelta, *, slow: bool = False) -> Job | None:
    """Take the job of the most urgent rank that has waited longest, or None. Nobody else gets it within the lease.

    `slow`: of those that take seconds of a processor, which are nobody else's.
    """
    async with begin() as tx:
        row = await tx.only(CLAIM_SLOW if slow else CLAIM, lease)
    if row is None:
        return None
    return Job(row["id"], JobKind(row["kind"]), row["petition_id"], row["attempts"])


def ending(job: Job, begin: Begin) -> Begin:
    """A `begin` whose commit also ends the job, so that its effect in the database happens exactly once.

    Raises `LeaseLost` where the job is no longer this attempt's.
    """

    @asynccontextmanager
    async def begin_and_end() -> AsyncIterator[Tx]:
        async with begin() as tx:
            await _own(tx, END, job)
            yield tx

    return begin_and_end


async def prolong(job: Job, lease: timedelta, begin: Begin) -> None:
    """Keep a long job for another lease. Raises `LeaseLost`."""
    async with begin() as tx:
        await _own(tx, PROLONG, job, lease)


@asynccontextmanager
async def holding(job: Job, lease: timedelta, begin: Begin) -> AsyncIterator[None]:
    """Keep a job for as long as the block takes. Who loses it all the same learns of it when he ends it."""

    async def keep() -> None:
        with suppress(LeaseLost):
            while True:
                await asyncio.sleep(lease.total_seconds() / 3)
                await prolong(job, lease, begin)

    keeping = asyncio.create_task(keep())
    try:
        yield
    finally:
        keeping.cancel()
        with suppress(asyncio.CancelledError, DatabaseUnavailable):
            await keeping


async def give_back(job: Job, wait: timedelta, error: str, begin: Begin) -> None:
    """Let the job be tried again after a while. Raises `LeaseLost`."""
    async with begin() as tx:
        await _own(tx, POSTPONE, job, wait, error)


async def bury(job: Job, error: str, begin: Begin) -> None:
    """Stop trying; the job stays visible. Raises `LeaseLost`."""
    async with begin() as tx:
        await _own(tx, BURY, job, error)


async def revive(job_id: int, begin: Begin) -> bool:
    """Give a dead job all its tries again; False where there is no such dead job."""
    async with begin() as tx:
        return await tx.value(REVIVE, job_id) is not None


async def queue(tx: ReadTx) -> Queue:
    """The state of the work owed."""
    row = await tx.row(QUEUE)
    assert row is not None  # noqa: S101 - an aggregate always answers
    return Queue(**row)


async def dead(tx: ReadTx, limit: int) -> list[DeadJob]:
    """The jobs that were given up, the oldest first."""
    return [DeadJob(**row) for row in await tx.rows(DEAD, limit)]


async def _own(tx: Tx, statement: str, job: Job, *args: object) -> None:
    if await tx.value(statement, job.id, job.attempts, *args) is None:
        raise LeaseLost
