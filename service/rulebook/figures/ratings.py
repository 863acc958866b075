"""How petitioners rate, and where they let the window go by (domain §12: 待评价 is in no figure)."""

from collections.abc import Iterator
from dataclasses import replace

from service.rulebook.dossier import Dossier
from service.rulebook.duties import ITSELF
from service.rulebook.figures.matters import routes
from service.rulebook.handling_vocabulary import RatingState
from service.rulebook.measures import Measure
from service.rulebook.postings import Dimensions, Posting
from service.rulebook.terms import Clock
from service.rulebook.vocabulary import DeadlineStep, EventKind

_WINDOWS = {Clock.RATE_BUREAU: Measure.RATINGS_OF_BUREAU, Clock.RATE_ORGAN: Measure.RATINGS_OF_ORGANS}


def lines(dossier: Dossier) -> Iterator[Posting]:
    """Each rating on its day, each window that lapsed on the day after its last."""
    for one in dossier.history:
        if one.kind is EventKind.EVALUATED:
            ordinal = one.detail["referral"]
            measure = Measure.RATINGS_OF_BUREAU if ordinal == ITSELF else Measure.RATINGS_OF_ORGANS
            yield Posting(measure, 1, one.on, _under(dossier, ordinal), one.detail["satisfaction"])
    for change in dossier.clocks:
        if change.step is DeadlineStep.LAPSED and change.duty.clock in _WINDOWS:
            measure = _WINDOWS[change.duty.clock]
            yield Posting(measure, 1, change.on, _under(dossier, change.duty.referral), RatingState.LAPSED)


def _under(dossier: Dossier, ordinal: int) -> Dimensions:
    """The organ that had the matter last is the one that is rated."""
    under = dossier.dimensions
    if ordinal == ITSELF:
        return under
    organ = under.organ
    for one in dossier.history:
        had = one.kind is EventKind.REFERRED or one.passes_a_matter_on
        if had and one.detail["referral"] == ordinal:
            organ = one.detail["organ"]
    return replace(under, organ=organ, route=routes(dossier).get(ordinal, under.route))
