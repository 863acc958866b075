"""Nobody finds a query code by trying: too many wrong ones lock the number as it was written, and who tries.

A number is counted whether or not it exists, so a lock tells nothing. Who holds a right code cannot use it to try on:
it resets the count of its own number and never that of the caller.
"""

import hashlib
import hmac
import logging
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Annotated

from fastapi import Depends, Request

from service.auth import wrong_codes
from service.auth.callers import Caller, Follower
from service.auth.sources import Sources, subscriber
from service.auth.wrong_codes import LockOut, Standing
from service.desk.kit import Desk
from service.rulebook.errors import (
    DatabaseUnavailable,
    PetitionError,
    QueryCodeLocked,
    UnknownNotice,
    UnknownPetition,
)

log = logging.getLogger(__name__)

NUMBER, CALLER = "number", "caller"  # what can be locked


@dataclass(frozen=True, slots=True)
class Patience:
    """How many wrong codes are borne within a window, on one number and from one caller."""

    on_a_number: int
    of_a_caller: int
    window: timedelta


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who may show a query code: through which system, and from where as far as that can be known."""

    caller: Caller
    source: str


class Guessing:
    """Lets somebody try a code, as long as not too many were wrong."""

    def __init__(self, desk: Desk, patience: Patience) -> None:
        self._desk = desk
        self._patience = patience

    @asynccontextmanager
    async def trying(self, written: str, visitor: Visitor) -> AsyncIterator[None]:
        """A try at what is opened by this number or serial and a code; in the block `UnknownPetition` means wrong.

        Raises `QueryCodeLocked` while too many were, for a right code as for a wrong one. Requests that are under way
        at once are all let in before the first of them is counted.
        """
        at = self._desk.now()
        number = self._name(NUMBER, self._desk.numbers.folded(written))
        caller = self._name(CALLER, f"{visitor.caller.id}\n{visitor.source}")
        limits = {number: self._patience.on_a_number, caller: self._patience.of_a_caller}
        async with self._desk.read() as tx:
            found = await wrong_codes.standing(tx, (number, caller))
        locked = [self._seconds(found[name], limits[name], at) for name in found]
        if any(locked):
            raise QueryCodeLocked(max(locked))
        try:
            yield
        except (UnknownPetition, UnknownNotice):
            await self._count({NUMBER: number, CALLER: caller}, limits, written, visitor, at)
            raise
        except DatabaseUnavailable:
            raise
        except PetitionError:
            await self._opened(number, found)
            raise
        await self._opened(number, found)

    def trying_if(self, code: str | None, written: str, visitor: Visitor) -> AbstractAsyncContextManager[None]:
        """The same where a code is shown; whoever opens by a scope tries nothing."""
        return nullcontext() if code is None else self.trying(written, visitor)

    async def _opened(self, number: bytes, found: dict[bytes, Standing]) -> None:
        if number in found:
            async with self._desk.begin() as tx:
                tx.write(wrong_codes.reset(number))

    async def _count(
        self, names: dict[str, bytes], limits: dict[bytes, int], written: str, visitor: Visitor, at: datetime
    ) -> None:
        window = self._patience.window
        async with self._desk.begin() as tx:
            tries = await wrong_codes.count(tx, limits, at, window)
            for what, name in names.items():
                if tries[name] == limits[name]:
                    log.warning("Locked for wrong query codes", extra={"locked": what, "client": visitor.caller.id})
                    known = self._desk.numbers.read(written) if what == NUMBER else None
                    facts = (what, known, visitor.caller.id, visitor.source, tries[name])
                    tx.write(wrong_codes.record(LockOut(*facts, locked_at=at, locked_until=at + window)))

    def _seconds(self, standing: Standing, most: int, at: datetime) -> int:
        """How long it is locked still; 0 where it is not."""
        left = (standing.last_at + self._patience.window - at).total_seconds()
        return max(0, ceil(left)) if standing.tries >= most else 0

    def _name(self, what: str, of: str) -> bytes:
        return hmac.digest(self._desk.lock_key, f"{what}\n{of}".encode(), hashlib.sha256)[:16]


async def _visitor(request: Request, caller: Follower) -> Visitor:
    return visitor_of(request, caller)


def visitor_of(request: Request, caller: Caller) -> Visitor:
    """Who shows a code at this request."""
    sources: Sources = request.app.state.sources
    return Visitor(caller, subscriber(sources.of(request.scope)))


async def _guessing(request: Request) -> Guessing:
    guessing: Guessing = request.app.state.guessing
    return guessing


Visiting = Annotated[Visitor, Depends(_visitor)]
CodeGuard = Annotated[Guessing, Depends(_guessing)]
