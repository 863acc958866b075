"""A share becomes a chance: in order, within bounds, and open below the threshold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.rulebook.confidence import Calibration, Trust, borne_out, lead, odds, trusted
from service.rulebook.jurisdiction import Candidate, Finding

shares = st.floats(0.0, 1.0)
calibrations = st.builds(Calibration, st.floats(0.05, 5.0), st.floats(-3.0, 3.0))


def found(*chances: float) -> Finding:
    return Finding("A", chances[0], False, tuple(Candidate("ABCDE"[nth], chance) for nth, chance in enumerate(chances)))


@given(shares, shares, calibrations)
def test_more_weight_is_never_less_sure(one: float, other: float, calibration: Calibration) -> None:
    low, high = sorted((one, other))
    assert 0.0 < calibration.chance(low) <= calibration.chance(high) < 1.0


@given(st.floats(0.01, 0.99))
def test_without_a_fitted_line_a_share_is_its_own_chance(share: float) -> None:
    assert Calibration().chance(share) == pytest.approx(share)


@given(st.lists(st.floats(0.001, 1.0), min_size=1, max_size=5), shares, calibrations, shares)
def test_the_best_stays_the_best_and_the_whole_stays_a_whole(
    weights: list[float], share: float, calibration: Calibration, threshold: float
) -> None:
    answer = trusted(found(*sorted(weights, reverse=True)), share, Trust(threshold, calibration))
    chances = [each.probability for each in answer.candidates]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) <= 1.001
    assert answer.confidence == chances[0]
    assert answer.open is (answer.confidence < threshold)
    assert answer.answer == "A"


def test_where_nobody_is_a_candidate_there_is_nothing_to_trust() -> None:
    nothing = Finding(None, 0.0, True)
    assert trusted(nothing, 0.9, Trust(0.1)) == nothing


def test_the_lead_is_over_the_second_alone() -> None:
    assert lead(found(0.6, 0.2, 0.2)) == pytest.approx(0.75)
    assert lead(found(1.0)) == 1.0
    assert lead(Finding(None, 0.0, True)) == 0.0


@given(shares, st.floats(0.0, 50.0), st.floats(0.0, 50.0))
def test_the_more_words_bear_an_answer_out_the_surer_it_is(share: float, one: float, other: float) -> None:
    few, many = sorted((one, other))
    assert 0.0 <= borne_out(share, few) <= borne_out(share, many) <= share


def test_no_share_is_so_great_that_its_odds_have_no_end() -> None:
    assert odds(1.0) == pytest.approx(6.907, abs=0.001)
    assert odds(0.0) == pytest.approx(-6.907, abs=0.001)
