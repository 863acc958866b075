"""What follows from an answer: arithmetic, case by case."""

from datetime import timedelta

import pytest

from service.rulebook.vocabulary import DeliveryState
from service.settings import Settings
from service.webhooks.call import Answer
from service.webhooks.outcome import FAILURES_IN_A_ROW, LONGEST_PAUSE, judged, pause_after


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_success_is_the_end(status: int) -> None:
    outcome = judged(Answer(status), 3, 7, 20, 0.5)
    assert (outcome.state, outcome.failures, outcome.pause) == (DeliveryState.DELIVERED, 0, timedelta(0))


@pytest.mark.parametrize("status", [None, 199, 300, 301, 404, 409, 422, 429, 500, 599])
def test_anything_else_is_tried_again(status: int | None) -> None:
    outcome = judged(Answer(status, None if status else "timeout"), 3, 1, 20, 0)
    assert (outcome.state, outcome.failures, outcome.gone) == (DeliveryState.OWED, 2, False)
    assert outcome.wait == timedelta(seconds=20), "5, 10, 20"


def test_gone_is_gone() -> None:
    assert judged(Answer(410), 1, 0, 20, 0).gone


def test_after_the_last_try_it_is_dead() -> None:
    assert judged(Answer(500), 19, 0, 20, 0).state is DeliveryState.OWED
    assert judged(Answer(500), 20, 0, 20, 0).state is DeliveryState.DEAD


@pytest.mark.parametrize(("chance", "hours"), [(0, 48), (1, 24)])
def test_the_tries_in_force_take_one_to_two_days(chance: float, hours: int) -> None:
    tries = Settings.model_fields["webhook_max_attempts"].default
    waits = [judged(Answer(500), n, 0, tries, chance).wait for n in range(1, tries)]
    assert waits == sorted(waits)
    assert timedelta(hours=hours - 1) < sum(waits, timedelta(0)) < timedelta(hours=hours)


def test_a_receiver_is_left_alone_for_longer_and_longer() -> None:
    pauses = [pause_after(failures, 0) for failures in range(1, 30)]
    assert pauses[: FAILURES_IN_A_ROW - 1] == [timedelta(0)] * (FAILURES_IN_A_ROW - 1)
    assert pauses == sorted(pauses)
    assert pauses[FAILURES_IN_A_ROW - 1] == timedelta(seconds=5)
    assert pauses[-1] == LONGEST_PAUSE
