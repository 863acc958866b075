"""What the machine is worth: what it decided alone, and what a clerk then thought of it."""

from collections.abc import Iterator

from service.rulebook.dossier import Dossier
from service.rulebook.measures import Measure
from service.rulebook.postings import Posting


def lines(dossier: Dossier) -> Iterator[Posting]:
    """Decided by the machine alone; or else, by question, what it had answered and what of that a clerk corrected."""
    under, first = dossier.dimensions, dossier.decisions[0]
    if len(dossier.decisions) == 1:
        if None not in first.answers.values():
            yield Posting(Measure.CLASSIFIED_BY_MACHINE, 1, dossier.registered.on, under)
        return
    clerk = dossier.decisions[1]
    for question, answer in first.answers.items():
        if answer is not None:
            yield Posting(Measure.MACHINE_JUDGED, 1, clerk.on, under, question)
            if clerk.answers[question] != answer:
                yield Posting(Measure.MACHINE_CORRECTED, 1, clerk.on, under, question)
