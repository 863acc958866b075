"""What came in, and how long it is in hand."""

from collections.abc import Iterator
from datetime import date

from service.rulebook.dossier import Dossier
from service.rulebook.lifecycle import OPEN
from service.rulebook.measures import Measure
from service.rulebook.postings import Posting
from service.rulebook.vocabulary import Channel, Stage


def lines(dossier: Dossier) -> Iterator[Posting]:
    """One item and its people; a matter of its own unless it repeats one; a group where it came on foot."""
    registered, under = dossier.registered, dossier.dimensions
    yield Posting(Measure.ITEMS, 1, registered.on, under)
    yield Posting(Measure.PEOPLE, registered.people_count, registered.on, under)
    if not dossier.is_repeat:
        yield Posting(Measure.MATTERS, 1, registered.on, under)
    if registered.channel == Channel.VISIT:
        yield Posting(Measure.GROUPS, 1, registered.on, under)
    yield from _in_hand(dossier)


def _in_hand(dossier: Dossier) -> Iterator[Posting]:
    """In hand from registration until the bureau or the organs have done their part, and again where reopened."""
    under, is_open, has_ended = dossier.dimensions, True, False
    yield Posting(Measure.IN_HAND, 1, dossier.registered.on, under)
    for on, stage in stages(dossier):
        if is_open != (stage in OPEN):
            is_open = not is_open
            yield Posting(Measure.IN_HAND, 1 if is_open else -1, on, under)
        if stage in (Stage.DISPOSED, Stage.CLOSED) and not has_ended:
            has_ended = True
            yield Posting(Measure.ITEMS_ENDED, 1, on, under, stage)


def stages(dossier: Dossier) -> Iterator[tuple[date, Stage]]:
    """The stages it came to, each with its day."""
    for one in dossier.history:
        if "stage" in one.detail:
            yield one.on, Stage(one.detail["stage"])
