"""How far a rating has come: 待评价, 未评价, 已评价, 超期未评价 (domain §12)."""

from datetime import date

import pytest

from service.rulebook.handling_vocabulary import RatingState
from service.rulebook.ratings import Window, clock_of, rating_state
from service.rulebook.terms import Clock
from service.rulebook.vocabulary import DeadlineStep

LIMIT = date(2026, 4, 7)
OPEN, LAPSED = Window(1, LIMIT, None), Window(1, LIMIT, DeadlineStep.LAPSED)
LIFTED, MET = Window(1, LIMIT, DeadlineStep.LIFTED), Window(1, LIMIT, DeadlineStep.MET)


@pytest.mark.parametrize(
    ("windows", "rated", "on", "state"),
    [
        ((), False, LIMIT, RatingState.NOT_OPEN),  # 未评价: there is nothing to rate yet
        ((OPEN,), False, LIMIT, RatingState.PENDING),  # 待评价 to the last day
        ((OPEN,), False, date(2026, 4, 8), RatingState.LAPSED),  # over, though nobody has noted it
        ((LAPSED,), False, date(2026, 4, 8), RatingState.LAPSED),
        ((LIFTED,), False, date(2026, 4, 8), RatingState.NOT_OPEN),  # withdrawn: nothing was let pass
        ((LAPSED, OPEN), False, LIMIT, RatingState.PENDING),  # opened anew
        ((MET,), True, LIMIT, RatingState.RATED),
        ((LAPSED,), True, date(2026, 5, 1), RatingState.RATED),
    ],
)
def test_how_far_a_rating_has_come(windows: tuple[Window, ...], rated: bool, on: date, state: RatingState) -> None:
    assert rating_state(windows, rated=rated, on=on) is state


def test_the_bureau_and_an_organ_have_windows_of_their_own() -> None:
    assert (clock_of(0), clock_of(1)) == (Clock.RATE_BUREAU, Clock.RATE_ORGAN)
