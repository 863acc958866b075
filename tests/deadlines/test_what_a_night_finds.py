"""The rules of a night, day by day: when an entry is owed, what has gone by, what passes to whom."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from service.rulebook.duties import BUREAU, PETITIONER, Duty, ended, minutes_missed
from service.rulebook.sweeping import Watched, alerts, gone_by, passings, terminations
from service.rulebook.terms import Clock
from service.rulebook.vocabulary import AlertKind, DeadlineStep

LEAD = timedelta(days=3)


def march(day: int) -> date:
    return date(2026, 3, day)


# Begun and known on Monday the 2nd, to be done by Tuesday the 17th.
DUTY = Duty(Clock.C1, 0, BUREAU, march(2), march(17), march(17), False, "22(1)")
MINUTES = replace(DUTY, clock=Clock.C14, due_on=march(2), legal_limit_on=march(2))


def watched(duty: Duty = DUTY, known: int = 2, closed: int | None = None, state: str = "running") -> Watched:
    return Watched(1, duty, state, march(known), march(closed) if closed else None)


@pytest.mark.parametrize(
    ("known", "closed", "night", "owed"),
    [
        (2, None, 13, []),
        (2, None, 14, [("near_due", 14)]),  # three days before the 17th
        (2, None, 17, [("near_due", 14)]),  # the last day is not over
        (2, None, 18, [("near_due", 14), ("overdue", 18)]),
        (2, 13, 30, []),  # met before a night saw it near
        (2, 14, 30, [("near_due", 14)]),  # met on the day whose night had seen it near
        (2, 17, 30, [("near_due", 14)]),
        (2, 18, 30, [("near_due", 14), ("overdue", 18)]),
        (15, None, 30, [("near_due", 16), ("overdue", 18)]),  # entered late: the first night after that
        (17, None, 30, [("overdue", 18)]),  # no night saw it run before its limit
        (20, None, 30, [("overdue", 21)]),
        (20, 20, 30, []),  # entered and met on one day
    ],
)
def test_an_entry_is_owed_by_the_first_night_that_finds_it_so(
    known: int, closed: int | None, night: int, owed: list[tuple[str, int]]
) -> None:
    found = alerts(watched(known=known, closed=closed), march(night), LEAD)

    assert [(one.kind, one.on) for one in found] == [(AlertKind(kind), march(day)) for kind, day in owed]


def test_a_right_is_nobodys_duty() -> None:
    right = replace(DUTY, clock=Clock.C7, owner=PETITIONER, window=True)

    assert list(alerts(watched(right), march(30), LEAD)) == []


def test_minutes_are_missed_at_their_moment_and_not_before() -> None:
    midnight = datetime(2026, 3, 2, 16, tzinfo=UTC)  # 3 March, 00:00 at the bureau
    late, later = (replace(MINUTES, due_at=midnight + timedelta(minutes=by)) for by in (-1, 1))

    found = list(gone_by([late, later], march(3), midnight))

    assert [(one.step, one.on, one.duty.due_at) for one in found] == [(DeadlineStep.MISSED, march(2), late.due_at)]
    assert [one.kind for one in alerts(watched(late), march(3), LEAD)] == [AlertKind.OVERDUE]
    assert list(alerts(watched(later), march(3), LEAD)) == [], "its own day has only begun"


def test_minutes_that_a_step_finds_missed_are_missed_on_the_day_that_a_night_says() -> None:
    late = replace(MINUTES, due_at=datetime(2026, 3, 2, 3, tzinfo=UTC))
    by_night = list(minutes_missed(late, datetime(2026, 3, 2, 16, tzinfo=UTC)))

    by_step = list(ended([late], march(9), DeadlineStep.LIFTED))

    assert by_step[0] == by_night[0]
    assert not list(
        ended([replace(late, due_at=datetime(2026, 3, 2, 16, 30, tzinfo=UTC))], march(3), DeadlineStep.LIFTED)
    )[:-1], "half past midnight has not come"


WINDOW = replace(DUTY, clock=Clock.C7, referral=1, owner=PETITIONER, window=True)


@pytest.mark.parametrize(
    ("one", "lapsed", "over", "expected"),
    [
        (watched(WINDOW), [WINDOW], (), [WINDOW]),
        (watched(WINDOW, closed=18, state="lapsed"), [], (), [WINDOW]),
        (watched(WINDOW, closed=10, state="met"), [], (), []),  # a review was asked for
        (watched(WINDOW), [], (), []),
        (watched(WINDOW), [WINDOW], (1,), []),
        (watched(replace(WINDOW, clock=Clock.RATE_ORGAN)), [replace(WINDOW, clock=Clock.RATE_ORGAN)], (), []),
    ],
)
def test_a_procedure_ends_when_its_window_has_lapsed_and_once(
    one: Watched, lapsed: list[Duty], over: tuple[int, ...], expected: list[Duty]
) -> None:
    assert list(terminations([one], lapsed, over)) == expected


def test_a_matter_passes_from_hand_to_hand_on_the_days_on_which_organs_change() -> None:
    until = {"A": march(9), "B": march(19)}

    def acting(organ: str, day: date) -> str | None:
        while organ in until and day > until[organ]:
            organ = {"A": "B", "B": "C"}[organ]
        return organ

    days = [march(10), march(20), date(2026, 4, 1)]
    found = [(one.on, one.before, one.after) for one in passings("A", march(2), march(25), days, acting)]

    assert found == [(march(10), "A", "B"), (march(20), "B", "C")]
    assert list(passings("A", march(2), march(9), days, acting)) == []
    assert [one.after for one in passings("A", march(21), march(25), days, acting)] == ["C"]
    assert list(passings("A", march(2), march(25), days, lambda _, __: None)) == [], "nobody took over"
