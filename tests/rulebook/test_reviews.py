"""复查 and 复核 (条例 35, 36): each pair of the lifecycle, each 上一级, each day of the windows."""

import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.bureau import clocks
from service.bureau.load import HUBIN, Bureau, load
from service.bureau.organs import Organ, Organs
from service.rulebook.consequences import Clocks
from service.rulebook.duties import Change, Duty, Reckoning
from service.rulebook.errors import StepRefused, TermExpired
from service.rulebook.handling_vocabulary import ReviewLevel, ReviewOutcome, ReviewStage, ReviewStep
from service.rulebook.reviews import TRANSITIONS, advance, allowed, level_next, reviewer, terminates
from service.rulebook.terms import Clock
from service.rulebook.vocabulary import DeadlineStep

BUREAU: Bureau = load()
RECKONING = Reckoning(clocks.load(HUBIN / "clocks.csv"), BUREAU.calendar)
REVIEW, RE_REVIEW = ReviewLevel.REVIEW, ReviewLevel.RE_REVIEW


@pytest.mark.parametrize(("stage", "step"), list(itertools.product(ReviewStage, ReviewStep)))
def test_every_pair_is_either_listed_or_refused(stage: ReviewStage, step: ReviewStep) -> None:
    listed = {
        (ReviewStage.REQUESTED, ReviewStep.HEAR): ReviewStage.REQUESTED,
        (ReviewStage.REQUESTED, ReviewStep.DECIDE): ReviewStage.DECIDED,
        (ReviewStage.DECIDED, ReviewStep.DELIVER): ReviewStage.DECIDED,
    }
    assert listed == TRANSITIONS
    if (stage, step) in listed:
        assert advance(stage, step) is listed[stage, step]
        return
    with pytest.raises(StepRefused) as refused:
        advance(stage, step)
    assert refused.value.allowed == ", ".join(allowed(stage))


@pytest.mark.parametrize(("asked", "level"), [((), REVIEW), ((REVIEW,), RE_REVIEW), ((REVIEW, RE_REVIEW), RE_REVIEW)])
def test_a_review_comes_before_a_re_review(asked: tuple[ReviewLevel, ...], level: ReviewLevel) -> None:
    assert level_next(asked) is level


@pytest.mark.parametrize(("level", "outcome"), list(itertools.product(ReviewLevel, ReviewOutcome)))
def test_only_a_re_review_that_does_not_remand_ends_the_procedure(level: ReviewLevel, outcome: ReviewOutcome) -> None:
    assert terminates(level, outcome) == (
        level is RE_REVIEW and outcome in (ReviewOutcome.UPHELD, ReviewOutcome.CHANGED)
    )


@pytest.mark.parametrize(
    ("handler", "first", "second"),
    [
        ("HB-RSJ", "HB-ZF", "SMX-ZF"),  # a department of the district
        ("HB-LDZC", "HB-ZF", "SMX-ZF"),
        ("HB-J02", "HB-ZF", "SMX-ZF"),  # a subdistrict
        ("HB-X01", "HB-ZF", "SMX-ZF"),  # a township
        ("HB-ZF", "SMX-ZF", "HN-ZF"),  # the district government itself
        ("HB-GAJ", "SMX-GAJ", "SMX-ZF"),  # a municipal branch: its bureau, not the district
        ("HB-SWJV", "SMX-SWJV", None),  # vertical: its own superior (复议法 27), and no higher one is in the data
        ("SMX-ZJJ", "SMX-ZF", "HN-ZF"),
        ("SMX-KFQ", "SMX-ZF", "HN-ZF"),
        ("HB-XFDD", None, None),  # vertical, and the data name no superior
        ("HB-JW", None, None),  # discipline, courts and the party answer to their own
        ("HB-FY", None, None),
        ("HB-ZZB", None, None),
        ("OUT-UP", None, None),
        ("HN-ZF", None, None),
        ("NOBODY", None, None),
    ],
)
def test_the_one_above_reviews(handler: str, first: str | None, second: str | None) -> None:
    organs = BUREAU.organs.by_code
    assert reviewer(handler, organs, ()) == first
    assert (reviewer(first, organs, ()) if first else None) == second


def test_an_accused_organ_never_reviews_and_the_one_above_it_does() -> None:
    organs = BUREAU.organs.by_code
    assert reviewer("HB-RSJ", organs, {"HB-ZF"}) == "SMX-ZF"
    assert reviewer("HB-RSJ", organs, {"HB-ZF", "SMX-ZF", "HN-ZF"}) is None


def test_a_circle_of_reviewers_ends() -> None:
    def tied(code: str, to: str) -> Organ:
        return replace(BUREAU.organs.by_code["HB-RSJ"], code=code, review_organ=to)

    circle = Organs({"A": tied("A", "B"), "B": tied("B", "A")})
    assert reviewer("A", circle.by_code, {"B"}) is None


def running(changes: list[Change]) -> list[Duty]:
    left: list[Duty] = []
    for change in changes:
        if change.step is DeadlineStep.SET:
            left.append(change.duty)
        else:
            left = [one for one in left if (one.clock, one.due_on) != (change.duty.clock, change.duty.due_on)]
    return left


@pytest.mark.parametrize(
    ("delivered", "due_on", "limit"),
    [
        (date(2026, 3, 6), date(2026, 4, 5), date(2026, 4, 7)),  # 6 + 30 = 36 − 31 = 5 April, 清明 to the 6th → 7
        (date(2026, 3, 10), date(2026, 4, 9), date(2026, 4, 9)),  # 10 + 30 = 40 − 31 = 9 April, a Thursday
        (date(2026, 9, 3), date(2026, 10, 3), date(2026, 10, 8)),  # 3 + 30 = 33 − 30 = 3 October, 国庆 → 8
        (date(2026, 1, 18), date(2026, 2, 17), date(2026, 2, 24)),  # 18 + 30 = 48 − 31 = 17 February, 春节 → 24
        (date(2026, 9, 10), date(2026, 10, 10), date(2026, 10, 10)),  # a Saturday that is worked stays
    ],
)
@pytest.mark.parametrize("level", ReviewLevel)
def test_a_review_is_asked_for_within_30_days_of_delivery(
    level: ReviewLevel, delivered: date, due_on: date, limit: date
) -> None:
    on = Clocks((), delivered, RECKONING)
    opened = on.of_delivery(1, reviewable=True, rating=False) if level is REVIEW else on.of_review_delivery(REVIEW, 1)
    (window,) = running(list(opened))
    assert (window.due_on, window.legal_limit_on, window.window) == (due_on, limit, True)

    assert list(Clocks([window], limit, RECKONING).of_review_request(level, "HB-ZF", 1))
    late = Clocks([window], limit + timedelta(days=1), RECKONING)
    with pytest.raises(TermExpired) as expired:
        list(late.of_review_request(level, "HB-ZF", 1))
    assert expired.value.limit == limit.isoformat()


@pytest.mark.parametrize("level", ReviewLevel)
def test_without_proof_of_delivery_there_is_no_window(level: ReviewLevel) -> None:
    with pytest.raises(TermExpired) as expired:
        list(Clocks((), date(2026, 3, 6), RECKONING).of_review_request(level, "HB-ZF", 1))
    assert expired.value.limit == ""


@given(
    delivered=st.dates(date(2024, 1, 2), date(2027, 6, 1)),
    after=st.integers(0, 60),
    level=st.sampled_from(ReviewLevel),
    hearings=st.lists(st.integers(1, 20), max_size=4),
    decided_after=st.integers(0, 150),
)
def test_whatever_the_days_a_review_is_asked_for_in_time_or_not_at_all_and_decided_in_time_or_missed_once(
    delivered: date, after: int, level: ReviewLevel, hearings: list[int], decided_after: int
) -> None:
    on = Clocks((), delivered, RECKONING)
    opened = on.of_delivery(1, reviewable=True, rating=False) if level is REVIEW else on.of_review_delivery(REVIEW, 1)
    (window,) = running(list(opened))
    asked = delivered + timedelta(days=after)
    if asked > window.legal_limit_on:
        with pytest.raises(TermExpired):
            list(Clocks([window], asked, RECKONING).of_review_request(level, "HB-ZF", 1))
        return
    changes = list(opened) + list(Clocks([window], asked, RECKONING).of_review_request(level, "HB-ZF", 1))
    (deciding,) = running(changes)
    for days in hearings:
        changes += Clocks([deciding], asked, RECKONING).of_review_hearing(level, 1, days)
        (deciding,) = running(changes)
    left_out = sum(hearings) if level is RE_REVIEW else 0
    assert deciding.due_on == asked + timedelta(days=30 + left_out)
    assert deciding.starts_on == asked

    decided = asked + timedelta(days=decided_after)
    last = list(Clocks([deciding], decided, RECKONING).of_review_decision(level, 1))
    assert [one.step for one in last].count(DeadlineStep.MET) == 1
    assert (DeadlineStep.MISSED in [one.step for one in last]) == (decided > deciding.legal_limit_on)
    assert running(changes + last) == []
    assert {one.duty.clock for one in changes + last} <= {Clock.C7, Clock.C8, Clock.C9, Clock.C10}
