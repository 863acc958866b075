"""Binds the ledger at an interval, in every worker; of several at once one does it."""

import asyncio
import logging
from datetime import timedelta

from service.ledger.binding import bind
from service.rulebook.errors import DatabaseUnavailable
from service.storage.transaction import Begin, Read

log = logging.getLogger(__name__)


class Binder:
    """Closes the pages that have filled up. While it does not, answers take longer and stay the same."""

    def __init__(self, begin: Begin, read: Read, interval: timedelta) -> None:
        self._begin = begin
        self._read = read
        self._interval = interval
        self._stop = asyncio.Event()

    def stop(self) -> None:
        """Finish the turn in hand, then end."""
        self._stop.set()

    async def run(self) -> None:
        """Bind until stopped. Outlives a database that goes away and comes back."""
        while not self._stop.is_set():
            try:
                if closed := await bind(begin=self._begin, read=self._read):
                    log.info("Closed %s pages of the ledger", closed)
            except DatabaseUnavailable:
                log.warning("Binder waits for the database")
            except Exception:
                log.exception("Ledger could not be bound")
            try:
                await asyncio.wait_for(self._stop.wait(), self._interval.total_seconds())
            except TimeoutError:
                continue
