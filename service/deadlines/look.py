"""Who owes what by when: over all petitions, of one organ, of one petition with its whole story."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from service.bureau.load import Bureau
from service.desk.kit import Desk
from service.desk.opening import known
from service.desk.sight import organ_sight
from service.register import alerts, deadlines, duties, petitions
from service.register.alerts import Entry
from service.register.duties import Owed
from service.register.petitions import Petition
from service.rulebook import counting
from service.rulebook.counting import CountedDay
from service.rulebook.duties import Change, Duty
from service.rulebook.terms import Clock, Unit
from service.rulebook.vocabulary import DeadlineStep
from service.storage.transaction import ReadTx


@dataclass(frozen=True, slots=True)
class Due:
    """A running duty with the number of its petition."""

    number: str
    owed: Owed


@dataclass(frozen=True, slots=True)
class DuePage:
    """Duties, the nearest legal limit first, and the last one looked at where there may be more."""

    due: Sequence[Due]
    last: Owed | None


@dataclass(frozen=True, slots=True)
class AlertPage:
    """Entries with the numbers of their petitions, by id."""

    entries: Sequence[Entry]
    numbers: dict[int, str]


@dataclass(frozen=True, slots=True)
class Story:
    """A duty as it was set, what happened to it, and its days where they were asked for."""

    duty: Duty
    changes: tuple[Change, ...]
    days: tuple[CountedDay, ...]


async def due(asked: duties.Asked, *, reader: str | None = None, desk: Desk) -> DuePage:
    """What is owed. Where the reader is an organ and not the bureau, nothing that accuses it is shown (30(3))."""
    # What an organ may see is decided by who is accused at this moment, so never by a copy.
    async with desk.lately() if reader is None else desk.snapshot() as tx:
        found = await duties.owed(tx, asked, desk.sight if reader is None else organ_sight(reader, desk.bureau))
        numbers = await _numbers(tx, found)
    last = found[-1] if len(found) == asked.limit else None
    return DuePage([Due(numbers[one.petition_id], one) for one in found], last)


async def entries(asked: alerts.Asked, *, desk: Desk) -> AlertPage:
    """The entries that the sweep made, the newest first."""
    async with desk.lately() as tx:
        found = await alerts.listed(tx, asked, desk.sight)
        return AlertPage(found, await _numbers(tx, found))


async def stories(number: str, *, explain: bool, desk: Desk) -> tuple[Petition, list[Story]]:
    """All duties of a petition that there ever were, the oldest first. Raises `UnknownPetition`."""
    async with desk.snapshot() as tx:
        petition = await known(tx, number, desk)
        changes = await deadlines.of(tx, petition.id)
    by_duty: dict[tuple[Clock, int, object, object], list[Change]] = {}
    for change in changes:
        duty = change.duty
        by_duty.setdefault((duty.clock, duty.referral, duty.starts_on, duty.due_on), []).append(change)
    return petition, [_story(lines, desk.bureau, explain=explain) for lines in by_duty.values()]


def _story(changes: Sequence[Change], bureau: Bureau, *, explain: bool) -> Story:
    first = next((one for one in changes if one.step is DeadlineStep.SET), changes[0])
    return Story(first.duty, tuple(changes), explained(first.duty, bureau) if explain else ())


def explained(duty: Duty, bureau: Bureau) -> tuple[CountedDay, ...]:
    """The days of a duty over the bureau's calendar, with the names of its holiday table."""
    names = {one.day: one.name for one in bureau.holidays}
    unit = unit_of(duty, bureau)
    return tuple(counting.days(duty.starts_on, duty.due_on, duty.legal_limit_on, unit, bureau.calendar, names))


def unit_of(duty: Duty, bureau: Bureau) -> Unit:
    """In what a duty counts."""
    return bureau.terms.on(duty.clock, duty.starts_on).unit


async def _numbers(tx: ReadTx, found: Iterable[Owed | Entry]) -> dict[int, str]:
    ids = sorted({one.petition_id for one in found})
    return {one.id: one.number for one in (await petitions.among(tx, ids)).values()} if ids else {}
