"""Binds what was recorded and extends the log at an interval, in every worker; of several at once one does it."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from service.rulebook.errors import DatabaseUnavailable
from service.signing import rotate
from service.storage.transaction import Begin
from service.transparency.bind import bind
from service.transparency.extend import extend
from service.transparency.seals import Seals

log = logging.getLogger(__name__)


class LogKeeper:
    """Signs a checkpoint at every interval in which something was added."""

    def __init__(self, begin: Begin, seals: Seals, now: Callable[[], datetime], interval: timedelta) -> None:
        self._begin = begin
        self._seals = seals
        self._now = now
        self._interval = interval
        self._stop = asyncio.Event()

    def stop(self) -> None:
        """Finish the turn in hand, then end."""
        self._stop.set()

    async def run(self) -> None:
        """Extend the log until stopped. Outlives a database that goes away and comes back."""
        while not self._stop.is_set():
            try:
                await self.turn()
            except DatabaseUnavailable:
                log.warning("Log keeper waits for the database")
            except Exception:  # a damaged log is for `xinfang audit`; what is registered meanwhile waits for its place
                log.exception("Log could not be extended")
            try:
                await asyncio.wait_for(self._stop.wait(), self._interval.total_seconds())
            except TimeoutError:
                continue

    async def turn(self) -> None:
        """Bind what was recorded, place everything that waits, and forget keys whose time is over."""
        while await bind(begin=self._begin, origin=self._seals.origin):
            continue
        while await extend(at=self._now(), begin=self._begin, seals=self._seals):
            continue
        await rotate.forget(at=self._now(), begin=self._begin, secrets=self._seals.secrets)
