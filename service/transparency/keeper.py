"""Binds what was recorded and extends the log at an interval, in every worker; of several at once one does it."""

from collections.abc import Callable
from datetime import datetime, timedelta

from service.signing import rotate
from service.storage.rounds import Rounds
from service.storage.transaction import Begin
from service.transparency.bind import bind
from service.transparency.extend import extend
from service.transparency.seals import Seals


class LogKeeper(Rounds):
    """Signs a checkpoint at every interval in which something was added.

    A damaged log is for `xinfang audit`; what is registered meanwhile waits for its place.
    """

    name, failure = "Log keeper", "Log could not be extended"

    def __init__(self, begin: Begin, seals: Seals, now: Callable[[], datetime], interval: timedelta) -> None:
        super().__init__(interval)
        self._begin = begin
        self._seals = seals
        self._now = now

    async def turn(self) -> None:
        """Bind what was recorded, place everything that waits, and forget keys whose time is over."""
        while await bind(begin=self._begin, origin=self._seals.origin):
            continue
        while await extend(at=self._now(), begin=self._begin, seals=self._seals):
            continue
        await rotate.forget(at=self._now(), begin=self._begin, secrets=self._seals.secrets)
