"""The sweep: once a day, facts about clocks become facts that somebody has to act on.

Each page of petitions is one transaction that holds their rows, so the sweep and everybody's steps wait for each other.
Run twice, by several workers at once, or after nights that were missed, it leaves the same rows (`rulebook.sweeping`).
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from service.deadlines.night import Almanac, Found, Petition, look, parties
from service.delivery import messages, outbox
from service.desk.figures import settle
from service.desk.kit import ZONE, Desk
from service.register import alerts, deadlines, history, referrals, successions, sweeps
from service.rulebook.notices import may_owe
from service.rulebook.terms import Clock
from service.rulebook.vocabulary import EventKind
from service.storage.transaction import Begin, Tx

PAGE = 300  # petitions that one transaction holds: long enough to be quick, short enough that nobody waits for long
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_OVERLAP = timedelta(days=1)  # what was under way when the last sweep looked is looked at again

Ask = Callable[[Tx], Awaitable[Sequence[int]]]


@dataclass(slots=True)
class Counts:
    """What a sweep did."""

    petitions: int = 0
    adopted: int = 0
    missed: int = 0
    alerts: int = 0
    passed: int = 0
    terminated: int = 0

    def add(self, found: Found) -> None:
        """Count what was found."""
        self.petitions += len(list(parties(found)))
        self.missed += len(found.changes)
        self.alerts += len(found.alerts)
        self.passed += len(found.passed) + len(found.reviews)
        self.terminated += sum(event.kind is EventKind.TERMINATED for _, event in found.events)


async def nothing() -> None:
    """What a caller does between two pages who has nothing to do."""


async def sweep(
    on: date,
    *,
    at: datetime,
    desk: Desk,
    finishing: Begin | None = None,
    between: Callable[[], Awaitable[None]] = nothing,
) -> Counts:
    """Sweep the clocks up to a day, and note that it is done, in a transaction of `finishing`.

    `between` is awaited after each page: a worker keeps its lease so.
    """
    counts, almanac = Counts(), Almanac.of(on, at, desk.bureau)
    async with desk.begin() as tx:
        before = await sweeps.last(tx)
        counts.adopted = await sweeps.adopt(tx, before.finished_at - _OVERLAP if before else _EVER)
    since = datetime.combine(min(before.on_day, on), time(), ZONE) - _OVERLAP if before else _EVER
    async for found in _pages(almanac, since, desk):
        counts.add(found)
        await between()
    async with (finishing or desk.begin)() as tx:
        tx.write(sweeps.finish(on), outbox.post_recount(on))
    desk.bell.set()
    return counts


async def _pages(almanac: Almanac, since: datetime, desk: Desk) -> AsyncIterator[Found]:
    """Page by page: what an organ left, what passed its limit or comes near it, what ended since the last sweep."""
    gone, last = sorted(almanac.gone), -1
    while gone:
        async with desk.begin() as tx:
            ids = await successions.at_organs(tx, gone, last, PAGE)
            found = await _night(tx, ids, almanac)
        if not ids:
            break
        last = ids[-1]
        yield found
    after, until = (date.min, 0), almanac.on + almanac.lead
    while True:
        async with desk.begin() as tx:
            page = await sweeps.unswept(tx, almanac.on, until, after, PAGE)
            found = await _night(tx, page.petition_ids if page else (), almanac)
        if page is None:
            break
        assert isinstance(page.place, date)  # noqa: S101 - it is ordered by a day
        after = page.place, page.last
        yield found
    moment = since, -1
    while True:
        async with desk.begin() as tx:
            page = await sweeps.closed_since(tx, moment, PAGE)
            found = await _night(tx, page.petition_ids if page else (), almanac)
        if page is None:
            return
        assert isinstance(page.place, datetime)  # noqa: S101 - it is ordered by a moment
        moment = page.place, page.last
        yield found


async def _night(tx: Tx, petition_ids: Sequence[int], almanac: Almanac) -> Found:
    """Hold these petitions, see what the night finds of them, and record it."""
    found = Found()
    if not petition_ids:
        return found
    held = await sweeps.hold(tx, petition_ids)
    ids = [one.id for one in held]
    watched = await sweeps.watched(tx, ids)
    lapsing = [one for one in ids if any(w.duty.clock in (Clock.C7, Clock.C9) for w in watched[one])]
    over = await sweeps.ended_procedures(tx, lapsing) if lapsing else set()
    at_organs = await referrals.of_all(tx, ids) if almanac.gone else {}
    for one in held:
        ended = frozenset(ordinal for petition_id, ordinal in over if petition_id == one.id)
        look(Petition(one, watched[one.id], at_organs.get(one.id, ()), ended), almanac, found)
    _record(tx, found, almanac.at)
    await settle(tx, parties(found))
    return found


def _record(tx: Tx, found: Found, at: datetime) -> None:
    tx.write(*deadlines.change_all(found.changes, at))
    if found.events:
        tx.write(history.append_all(found.events))
    if owing := sorted({petition_id for petition_id, event in found.events if may_owe(event.kind)}):
        tx.write(outbox.post_notices(*owing))
    if found.alerts:
        tx.write(alerts.raise_all(found.alerts))
    if found.messages:
        tx.write(messages.post_all(found.messages))
    if found.passed:
        tx.write(successions.pass_referrals(found.passed))
    if found.reviews:
        tx.write(successions.pass_reviews(found.reviews))
