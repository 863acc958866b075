"""The worker: one use case per kind of job. What follows what is written here and nowhere else; nothing imports it."""

import asyncio
import logging
import random
from datetime import date, timedelta
from functools import partial
from typing import assert_never

from service.acknowledgements.issue import issue
from service.attachments.prepare import prepare
from service.deadlines.sweep import sweep
from service.delivery import claims, outbox
from service.delivery.claims import Job, LeaseLost
from service.delivery.retry import wait_after
from service.desk.kit import Desk, local_date
from service.letters.read import read
from service.matters.reader import Reader
from service.matters.relate import relate
from service.reading.apart import Opener
from service.rulebook.errors import DatabaseUnavailable, PetitionError
from service.rulebook.vocabulary import JobKind
from service.statistics.recount.nightly import publish
from service.storage.transaction import Begin

log = logging.getLogger(__name__)

WORKER_DIED = "worker_died"
AFTER_MIDNIGHT = timedelta(minutes=5)  # a step that was under way at midnight has been recorded by then


class Worker:
    """Does what is owed, one job at a time. Any number of workers may run, in any number of processes.

    A `slow` one does what takes seconds of a processor and nothing else, so that no receipt waits behind a scan.
    """

    def __init__(
        self, desk: Desk, reader: Reader, *, lease: timedelta, max_attempts: int, poll: timedelta, slow: bool = False
    ) -> None:
        self._desk = desk
        self._reader = reader
        self._lease = lease
        self._max_attempts = max_attempts
        self._poll = poll
        self._slow = slow
        # Without it the worker looks at its next poll. One bell wakes one worker; scans wait for a poll.
        self._bell = asyncio.Event() if slow else desk.bell
        self._opener = Opener()
        self._stop = asyncio.Event()
        self._swept: date | None = None  # the day whose sweep this worker has seen to be owed

    def stop(self) -> None:
        """Finish the job in hand, then end."""
        self._stop.set()
        self._bell.set()

    async def run(self) -> None:
        """Work until stopped. Outlives a database that goes away and comes back."""
        while not self._stop.is_set():
            self._bell.clear()
            try:
                await self.owe_sweep()
                while not self._stop.is_set() and await self.run_one():
                    pass
            except DatabaseUnavailable:
                log.warning("Worker waits for the database")
            except Exception:
                log.exception("Worker failed outside a job")
            if not self._stop.is_set():
                await self._wait()
        await self._opener.close()

    async def owe_sweep(self) -> None:
        """Owe the sweep of a day that has begun. Each worker does so once a day; only the first adds a job."""
        today = local_date(self._desk.now() - AFTER_MIDNIGHT)
        if self._swept != today and not self._slow:
            async with self._desk.begin() as tx:
                tx.write(outbox.post_sweep(today))
            self._swept = today

    async def run_one(self) -> bool:
        """Claim one job and see it through; False where nothing is due."""
        job = await claims.claim(self._desk.begin, self._lease, slow=self._slow)
        if job is None:
            return False
        try:
            if job.attempts > self._max_attempts:
                # No attempt came back to say that it failed: each took its worker with it.
                log.error("Job %s is given up", job.id, extra={"job.kind": job.kind, "job.error": WORKER_DIED})
                await claims.bury(job, WORKER_DIED, self._desk.begin)
                return True
            ending = claims.ending(job, self._desk.begin)
            await perform(job, ending, self._desk, self._reader, self._lease, self._opener)
        except LeaseLost:
            log.warning("Job %s was taken over by another worker", job.id, extra={"job.kind": job.kind})
        except DatabaseUnavailable:
            raise  # the lease runs out by itself
        except Exception as failure:
            await self._failed(job, failure)
        return True

    async def _failed(self, job: Job, failure: Exception) -> None:
        # An error's text may quote what a citizen wrote, so only its kind is kept.
        error = failure.code if isinstance(failure, PetitionError) else type(failure).__name__
        fields = {"job.kind": job.kind, "job.attempts": job.attempts, "job.error": error}
        try:
            if job.attempts >= self._max_attempts:
                log.error("Job %s is given up", job.id, extra=fields, exc_info=failure)
                await claims.bury(job, error, self._desk.begin)
            else:
                log.warning("Job %s failed and will be tried again", job.id, extra=fields, exc_info=failure)
                wait = wait_after(job.attempts, random.random())  # noqa: S311 - spreads retries, protects nothing
                await claims.give_back(job, wait, error, self._desk.begin)
        except LeaseLost:
            log.warning("Job %s was taken over by another worker", job.id, extra=fields)

    async def _wait(self) -> None:
        try:
            await asyncio.wait_for(self._bell.wait(), self._poll.total_seconds())
        except TimeoutError:
            return


async def perform(job: Job, begin: Begin, desk: Desk, reader: Reader, lease: timedelta, opener: Opener) -> None:
    """The use case of this kind of job. `begin` ends the job in the commit of its effect."""
    match job.kind:
        case JobKind.ACKNOWLEDGE | JobKind.NOTIFY:
            await issue(job.petition_id, at=desk.now(), begin=begin, desk=desk)
        case JobKind.RELATE:
            await relate(job.petition_id, at=desk.now(), begin=begin, desk=desk, reader=reader)
        case JobKind.READ_LETTER:
            async with claims.holding(job, lease, desk.begin):
                await read(job.petition_id, at=desk.now(), begin=begin, desk=desk, opener=opener)
        case JobKind.PREPARE:
            async with claims.holding(job, lease, desk.begin):
                await prepare(job.petition_id, at=desk.now(), begin=begin, desk=desk, opener=opener)
        case JobKind.SWEEP:
            at = desk.now()
            keep = partial(claims.prolong, job, lease, desk.begin)
            await sweep(local_date(at - AFTER_MIDNIGHT), at=at, desk=desk, finishing=begin, between=keep)
        case JobKind.RECOUNT:
            async with claims.holding(job, lease, desk.begin):
                await publish(local_date(desk.now() - AFTER_MIDNIGHT), begin=begin, desk=desk)
        case _ as never:
            assert_never(never)
