"""The figures on a few pairs whose answer can be seen."""

import numpy as np
import pytest

from service.matters.figures import PairCount, PairFigures, mean_average_precision, v_measure


def test_recall_is_the_most_that_any_threshold_gives_at_the_wanted_precision() -> None:
    scores = np.array([0.9, 0.8, 0.7, 0.6, 0.5])
    found = PairFigures.of(scores, np.array([True, True, False, True, False]))
    assert found.recall == pytest.approx(2 / 3)
    assert found.threshold == 0.8
    assert found.best_f1 == pytest.approx(6 / 7)
    nothing = PairFigures.of(scores, np.array([False, True, False, False, False]))
    assert (nothing.recall, nothing.threshold) == (0.0, 1.0)


def test_average_precision_is_taken_for_each_message_asked_for() -> None:
    scores, same = np.array([3.0, 2.0, 1.0, 3.0, 2.0]), np.array([True, False, True, False, True])
    assert mean_average_precision(scores, same, np.array([0, 0, 0, 1, 1])) == pytest.approx(
        ((1 + 2 / 3) / 2 + 1 / 2) / 2
    )
    assert np.isnan(mean_average_precision(scores[:1], ~same[:1], np.array([0])))


def test_pairs_are_counted_as_found_missed_and_wrong() -> None:
    found = PairCount.of([(True, True), (True, False), (False, True), (False, False)])
    assert (found.together, found.found, found.wrong) == (2, 1, 1)
    assert (found.precision, found.recall, found.f1) == (0.5, 0.5, 0.5)
    assert (PairCount.of([]).precision, PairCount.of([]).recall) == (1.0, 1.0)


def test_v_measure_is_one_for_the_true_groups_and_falls_with_each_error() -> None:
    true = ["甲", "甲", "乙", "乙"]
    assert v_measure([1, 1, 2, 2], true) == pytest.approx(1.0)
    assert v_measure([1, 1, 1, 1], true) == 0.0
    assert 0 < v_measure([1, 1, 2, 3], true) < 1
    assert v_measure([], []) == 1.0
