"""Binds the ledger at an interval, in every worker; of several at once one does it."""

import logging
from datetime import timedelta

from service.ledger.binding import bind
from service.storage.rounds import Rounds
from service.storage.transaction import Begin, Read

log = logging.getLogger(__name__)


class Binder(Rounds):
    """Closes the pages that have filled up. While it does not, answers take longer and stay the same."""

    name, failure = "Binder", "Ledger could not be bound"

    def __init__(self, begin: Begin, read: Read, interval: timedelta) -> None:
        super().__init__(interval)
        self._begin = begin
        self._read = read

    async def turn(self) -> None:
        """Close what is full by now."""
        if closed := await bind(begin=self._begin, read=self._read):
            log.info("Closed %s pages of the ledger", closed)
