"""What the machine is worth: what it decided alone, and what a clerk then thought of it."""

from collections.abc import Iterator
from itertools import takewhile

from service.rulebook.dossier import Dossier
from service.rulebook.measures import Measure
from service.rulebook.postings import Posting


def lines(dossier: Dossier) -> Iterator[Posting]:
    """Decided by the machine alone; or else, by question, what it had answered and what of that a clerk corrected.

    A letter is decided on by the machine again once it can be read: what counts is its last word before the clerk's.
    """
    under = dossier.dimensions
    own = tuple(takewhile(lambda one: one.by_machine, dossier.decisions))
    if len(own) == len(dossier.decisions):
        if None not in own[-1].answers.values():
            yield Posting(Measure.CLASSIFIED_BY_MACHINE, 1, dossier.registered.on, under)
        return
    clerk = dossier.decisions[len(own)]
    for question, answer in own[-1].answers.items():
        if answer is not None:
            yield Posting(Measure.MACHINE_JUDGED, 1, clerk.on, under, question)
            if clerk.answers[question] != answer:
                yield Posting(Measure.MACHINE_CORRECTED, 1, clerk.on, under, question)
