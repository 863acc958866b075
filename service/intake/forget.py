"""What has served its time is forgotten, page by page: old answers, spent proofs, counts of wrong codes, full buckets.

Of an answer only the words go. That its key registered a petition stays, so a retry that comes after years registers
nothing again.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

from service.auth import quota, spent, wrong_codes
from service.desk.kit import Desk
from service.intake import answers
from service.rulebook.errors import DatabaseUnavailable

log = logging.getLogger(__name__)

PAGE = 500  # rows a transaction: none that somebody waits for is held for longer than that takes
EVERY = timedelta(hours=1)
COUNTED = timedelta(days=1)  # longer than any setting lets a window be


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows of each kind went in one turn."""

    answers: int
    proofs: int
    counts: int
    buckets: int


class Forgetter:
    """Forgets at an interval, in every worker; several share the pages."""

    def __init__(self, desk: Desk, answers_kept: timedelta) -> None:
        self._desk = desk
        self._answers_kept = answers_kept
        self._stop = asyncio.Event()

    def stop(self) -> None:
        """Finish the page in hand, then end."""
        self._stop.set()

    async def run(self) -> None:
        """Forget until stopped. Outlives a database that goes away and comes back."""
        while not self._stop.is_set():
            try:
                await self.turn()
            except DatabaseUnavailable:
                log.warning("Forgetter waits for the database")
            except Exception:
                log.exception("Nothing could be forgotten")
            try:
                await asyncio.wait_for(self._stop.wait(), EVERY.total_seconds())
            except TimeoutError:
                continue

    async def turn(self) -> Forgotten:
        """Forget everything whose time is over."""
        return Forgotten(
            sum([gone async for gone in self._answers()]),
            sum([gone async for gone in self._proofs()]),
            sum([gone async for gone in self._counts()]),
            sum([gone async for gone in self._buckets()]),
        )

    async def _answers(self) -> AsyncIterator[int]:
        gone, before = PAGE, self._desk.now() - self._answers_kept
        while gone == PAGE and not self._stop.is_set():
            async with self._desk.begin() as tx:
                gone = await answers.expire(tx, before, PAGE)
            yield gone

    async def _proofs(self) -> AsyncIterator[int]:
        gone, before = PAGE, self._desk.now()
        while gone == PAGE and not self._stop.is_set():
            async with self._desk.begin() as tx:
                gone = await spent.forget(tx, before, PAGE)
            yield gone

    async def _counts(self) -> AsyncIterator[int]:
        gone, before = PAGE, self._desk.now() - COUNTED
        while gone == PAGE and not self._stop.is_set():
            async with self._desk.begin() as tx:
                gone = await wrong_codes.forget(tx, before, PAGE)
            yield gone

    async def _buckets(self) -> AsyncIterator[int]:
        gone = PAGE
        while gone == PAGE and not self._stop.is_set():
            gone = await quota.forget(self._desk.begin, PAGE)
            yield gone
