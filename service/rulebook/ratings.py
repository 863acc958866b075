"""When the bureau or an organ is rated, and how far a rating has come (domain §12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from service.rulebook.duties import ITSELF
from service.rulebook.handling_vocabulary import Disposition, RatingState
from service.rulebook.terms import Clock
from service.rulebook.vocabulary import DeadlineStep

REFUSED_FOR_GOOD = frozenset((Disposition.REFUSE_FURTHER,))


@dataclass(frozen=True, slots=True)
class Window:
    """Days in which something may be rated; `ended` says how they ended, if they did."""

    referral: int
    legal_limit_on: date
    ended: DeadlineStep | None


def clock_of(referral: int) -> Clock:
    """The window of the bureau (the petition itself), or of the organ that has a matter."""
    return Clock.RATE_BUREAU if referral == ITSELF else Clock.RATE_ORGAN


def rating_state(windows: Iterable[Window], *, rated: bool, on: date) -> RatingState:
    """How far it has come on a day, whether or not somebody has looked since its window lapsed."""
    if rated:
        return RatingState.RATED
    found = list(windows)
    if any(one.ended is None and on <= one.legal_limit_on for one in found):
        return RatingState.PENDING
    # What was lifted (a petition withdrawn) was never let pass by its petitioner.
    if any(one.ended is DeadlineStep.LAPSED or one.ended is None for one in found):
        return RatingState.LAPSED
    return RatingState.NOT_OPEN
