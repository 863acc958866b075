"""What was owed by when: counted on the legal limit, whoever owed it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from service.rulebook.dossier import Dossier
from service.rulebook.duties import BUREAU, ITSELF, PETITIONER, Change, Duty
from service.rulebook.figures.matters import routes
from service.rulebook.measures import Measure
from service.rulebook.postings import Dimensions, Posting
from service.rulebook.terms import Clock
from service.rulebook.vocabulary import DeadlineStep

# Owed by an organ and yet a right of its own: to object to its competence (23(3)).
_RIGHTS = frozenset((Clock.C4,))


@dataclass(frozen=True, slots=True)
class Owed:
    """What became of a duty. Moved (another clock runs in its place) or lifted, it was never due."""

    duty: Duty
    missed_on: date | None = None
    how: DeadlineStep | None = None
    ended_on: date | None = None

    @property
    def was_due(self) -> bool:
        """Whether it counts: it was still owed on its last day, or is."""
        return self.missed_on is not None or self.how not in (DeadlineStep.MOVED, DeadlineStep.LIFTED)


def lines(dossier: Dossier) -> Iterator[Posting]:
    """Due, and met or late; overdue from the day it was missed to the day it ended."""
    under, by_route = dossier.dimensions, routes(dossier)
    for one in owed(dossier.clocks):
        duty = one.duty
        if duty.owner == PETITIONER or duty.clock in _RIGHTS or not one.was_due:
            continue
        at = _under(duty, under, by_route.get(duty.referral))
        yield Posting(Measure.DUTIES_DUE, 1, duty.legal_limit_on, at, duty.clock)
        if one.how is DeadlineStep.MET:
            measure = Measure.DUTIES_MET if one.missed_on is None else Measure.DUTIES_LATE
            yield Posting(measure, 1, duty.legal_limit_on, at, duty.clock)
        if one.missed_on is not None:
            yield Posting(Measure.OVERDUE, 1, one.missed_on, at, duty.clock)
            if one.ended_on is not None:
                yield Posting(Measure.OVERDUE, -1, max(one.ended_on, one.missed_on), at, duty.clock)


def owed(changes: Iterable[Change]) -> Iterator[Owed]:
    """Each duty that was ever set, with what became of it."""
    running: dict[tuple[Clock, int, date], Owed] = {}
    for change in changes:
        duty, key = change.duty, (change.duty.clock, change.duty.referral, change.duty.due_on)
        match change.step:
            case DeadlineStep.SET:
                running[key] = Owed(duty)
            case DeadlineStep.MISSED:
                running[key] = replace(running[key], missed_on=change.on)
            case DeadlineStep.SUCCEEDED:
                running[key] = replace(running[key], duty=replace(running[key].duty, owner=duty.owner))
            case _:
                yield replace(running.pop(key), how=change.step, ended_on=change.on)
    yield from running.values()


def _under(duty: Duty, under: Dimensions, route: str | None) -> Dimensions:
    if duty.referral == ITSELF:
        return under
    at_organ = replace(under, route=route or under.route)
    return at_organ if duty.owner == BUREAU else replace(at_organ, organ=duty.owner)
