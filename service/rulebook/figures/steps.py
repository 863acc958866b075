"""What the bureau did with the petition itself, and whether it came again after it was closed."""

from collections.abc import Iterator

from service.rulebook.dossier import Dossier
from service.rulebook.figures.arrivals import stages
from service.rulebook.figures.matters import days
from service.rulebook.measures import Measure
from service.rulebook.postings import Posting
from service.rulebook.vocabulary import EventKind, Stage


def lines(dossier: Dossier) -> Iterator[Posting]:
    """Disposed of without an organ, refused on a ground, urgent, told by written notices."""
    under = dossier.dimensions
    for one in dossier.history:
        match one.kind:
            case EventKind.DISPOSED:
                yield Posting(Measure.DISPOSALS, 1, one.on, under, one.detail["disposition"])
            case EventKind.REFUSAL_APPROVED:
                yield Posting(Measure.DISPOSALS, 1, one.on, under, one.detail["disposition"])
                yield Posting(Measure.REFUSALS, 1, one.on, under, one.detail["code"])
            case EventKind.MARKED_URGENT:
                yield Posting(Measure.URGENT_MATTERS, 1, one.on, under)
            case EventKind.NOTICE_ISSUED:
                yield Posting(Measure.NOTICES, 1, one.on, under, one.detail["kind"])
    yield from _returned(dossier)


def _returned(dossier: Dossier) -> Iterator[Posting]:
    """A first item that was closed and came again: on the day of closing, under the days until it did."""
    closed_on = next((on for on, stage in stages(dossier) if stage is Stage.CLOSED), None)
    if dossier.is_repeat or closed_on is None:
        return
    again = [one.registered_on for one in dossier.repeats if not one.earlier and one.registered_on >= closed_on]
    if again:
        yield Posting(Measure.RETURNED_AFTER, 1, closed_on, dossier.dimensions, days(closed_on, min(again)))
