"""What has served its time is forgotten, page by page: old answers, spent proofs, counts of wrong codes, full buckets.

Of an answer only the words go. That its key registered a petition stays, so a retry that comes after years registers
nothing again.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from service.auth import quota, spent, wrong_codes
from service.desk.kit import Desk
from service.intake import answers
from service.storage.rounds import Rounds
from service.storage.transaction import Tx

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


class Forgetter(Rounds):
    """Forgets at an interval, in every worker; several share the pages."""

    name, failure = "Forgetter", "Nothing could be forgotten"

    def __init__(self, desk: Desk, answers_kept: timedelta) -> None:
        super().__init__(EVERY)
        self._desk = desk
        self._answers_kept = answers_kept

    async def turn(self) -> Forgotten:
        """Forget everything whose time is over."""
        now = self._desk.now()
        return Forgotten(
            await self._all(lambda tx: answers.expire(tx, now - self._answers_kept, PAGE)),
            await self._all(lambda tx: spent.forget(tx, now, PAGE)),
            await self._all(lambda tx: wrong_codes.forget(tx, now - COUNTED, PAGE)),
            await self._all(lambda tx: quota.forget(tx, PAGE)),
        )

    async def _all(self, page: Callable[[Tx], Awaitable[int]]) -> int:
        """Page by page until one is not full; how many rows went."""
        gone, last = 0, PAGE
        while last == PAGE and not self.stopping:
            async with self._desk.begin() as tx:
                last = await page(tx)
            gone += last
        return gone
