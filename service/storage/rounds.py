"""What a process does again and again beside its answers, for as long as it runs."""

import asyncio
import logging
from abc import ABC, abstractmethod
from datetime import timedelta

from service.rulebook.errors import DatabaseUnavailable

log = logging.getLogger(__name__)


class Rounds(ABC):
    """Takes a turn at an interval, in every worker. `name` and `failure` are what the log calls it and its failing."""

    name: str
    failure: str

    def __init__(self, interval: timedelta) -> None:
        self._interval = interval
        self._stop = asyncio.Event()

    def stop(self) -> None:
        """Finish the turn in hand, then end."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        """Whether a turn of many parts should end after the one in hand."""
        return self._stop.is_set()

    async def run(self) -> None:
        """Take turns until stopped. Outlives a database that goes away and comes back, and a turn that fails."""
        while not self.stopping:
            try:
                await self.turn()
            except DatabaseUnavailable:
                log.warning("%s waits for the database", self.name)
            except Exception:
                log.exception(self.failure)
            try:
                await asyncio.wait_for(self._stop.wait(), self._interval.total_seconds())
            except TimeoutError:
                continue

    @abstractmethod
    async def turn(self) -> object:
        """One turn; whoever calls it himself hears what it came to."""
