"""How many requests a caller may still make: token buckets in PostgreSQL, of which a process takes a few at a time.

All processes draw from one bucket, so the limit is that of the whole service. What a process has drawn it hands out
without asking, and what it has not used after a second is forfeit: so never more is let through than the bucket gives,
and a busy caller costs a statement a second or a few.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil

from cachetools import LRUCache

from service.rulebook.errors import DatabaseUnavailable
from service.storage.transaction import Begin, Tx

_FILLED = "least($2::float8, kept.tokens + greatest(0, extract(epoch FROM excluded.at - kept.at)) * $3::float8)"

TAKE = f"""
INSERT INTO bucket AS kept (name, tokens, granted, at)
VALUES ($1, $2::float8 - least($4::int, floor($2::float8)), least($4::int, floor($2::float8)), clock_timestamp())
ON CONFLICT (name) DO UPDATE SET
    tokens = {_FILLED} - least($4::int, floor({_FILLED})),
    granted = least($4::int, floor({_FILLED})),
    at = greatest(kept.at, excluded.at)
RETURNING granted, tokens
"""  # noqa: S608 - the only thing put in is the constant above

# An hour later every bucket is full again, which is what none at all means.
FORGET = """
DELETE FROM bucket WHERE name IN
    (SELECT name FROM bucket WHERE at < clock_timestamp() - interval '1 hour' LIMIT $1 FOR UPDATE SKIP LOCKED)
RETURNING name
"""

BURST_SECONDS = 4  # of its rate, that a caller may use at once
_KEPT = 1.0  # seconds that a process may use what it has drawn
_PATIENCE = 0.05  # seconds at least before an empty bucket is looked into again: a flood costs no more statements
_KNOWN = 10_000  # buckets at hand in a process; more only cost a statement each


@dataclass(frozen=True, slots=True)
class Rate:
    """Requests a second, and how many at once after a pause. `policy` is how the headers name it."""

    policy: str
    per_second: float

    @property
    def burst(self) -> int:
        """The most at once."""
        return max(1, ceil(self.per_second * BURST_SECONDS))


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a request may pass, how many more could follow it, and in how many seconds the next one could."""

    admitted: bool
    remaining: int
    wait: float


@dataclass(slots=True)
class _Stock:
    """What a process has drawn of one bucket."""

    left: int = 0
    until: float = 0.0
    drawn: int = 0  # the next time twice as many where they did not last, else what was used of them
    elsewhere: float = 0.0  # what the bucket still held then
    empty_until: float = 0.0
    drawing: asyncio.Lock = field(default_factory=asyncio.Lock)


class Quota:
    """Hands out the requests of every bucket. `clock` only ever measures how long something took."""

    def __init__(self, begin: Begin, clock: Callable[[], float] = time.monotonic) -> None:
        self._begin = begin
        self._clock = clock
        self._stocks: LRUCache[str, _Stock] = LRUCache(_KNOWN)

    async def take(self, name: str, rate: Rate) -> Standing:
        """Take one request out of a bucket. Where the database is away it passes: what follows will say so."""
        stock = self._stocks.get(name)
        if stock is None:
            stock = self._stocks[name] = _Stock()
        standing = self._at_hand(stock)
        if standing is not None:
            return standing
        async with stock.drawing:
            standing = self._at_hand(stock)
            if standing is None:
                await self._draw(name, stock, rate)
                standing = self._at_hand(stock)
        return standing or Standing(False, 0, _PATIENCE)

    def _at_hand(self, stock: _Stock) -> Standing | None:
        now = self._clock()
        if stock.left > 0 and now < stock.until:
            stock.left -= 1
            return Standing(True, stock.left + int(stock.elsewhere), 0.0)
        if now < stock.empty_until:
            return Standing(False, 0, stock.empty_until - now)
        return None

    async def _draw(self, name: str, stock: _Stock, rate: Rate) -> None:
        lasted = stock.left > 0 or self._clock() >= stock.until
        wanted = stock.drawn - stock.left if lasted else stock.drawn * 2
        most = max(1, rate.burst // 8)
        try:
            async with self._begin() as tx:
                row = await tx.only(TAKE, name, rate.burst, rate.per_second, min(most, max(1, wanted)))
        except DatabaseUnavailable:
            stock.left = stock.drawn = most
            stock.until, stock.elsewhere = self._clock() + _KEPT, 0.0
            return
        assert row is not None  # noqa: S101 - the statement always returns its row
        now = self._clock()
        stock.left = stock.drawn = row["granted"]
        stock.elsewhere = row["tokens"]
        stock.until = now + _KEPT
        if not stock.left:
            stock.empty_until = now + max((1 - stock.elsewhere) / rate.per_second, _PATIENCE)


async def forget(tx: Tx, most: int) -> int:
    """Forget buckets that nobody has used for long; how many, of at most so many."""
    return len(await tx.rows(FORGET, most))
