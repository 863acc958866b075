"""The clocks: 15 days from receipt to disposal (条例 22(1)), with the day of receipt not counted."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.bureau import clocks
from service.bureau.load import HUBIN
from service.rulebook.calendar import WorkingCalendar
from service.rulebook.terms import LAW, Clock, Due

OFF = frozenset(date(2026, 10, day) for day in (1, 2, 5, 6, 7))
TERMS = clocks.load(HUBIN / "clocks.csv")
CALENDAR = WorkingCalendar(OFF, frozenset((date(2026, 10, 10),)), known_until=date(2026, 12, 31))
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 12, 31))


def due(clock: Clock, started_on: date, calendar: WorkingCalendar) -> Due:
    return TERMS.due(clock, started_on, calendar)


@pytest.mark.parametrize(
    ("received", "due_on", "limit"),
    [
        (date(2026, 3, 2), date(2026, 3, 17), date(2026, 3, 17)),  # 2 + 15 = 17, a Tuesday
        (date(2026, 3, 6), date(2026, 3, 21), date(2026, 3, 23)),  # 6 + 15 = 21, a Saturday → Monday 23
        (date(2026, 9, 17), date(2026, 10, 2), date(2026, 10, 8)),  # 17 + 15 = 32 − 30 = 2 October, in 国庆 → 8
        (date(2026, 9, 25), date(2026, 10, 10), date(2026, 10, 10)),  # a Saturday that is worked stays
        (date(2026, 12, 20), date(2027, 1, 4), date(2027, 1, 4)),  # 20 + 15 = 35 − 31 = 4 January
    ],
)
def test_a_petition_is_disposed_of_within_15_days_of_receipt(received: date, due_on: date, limit: date) -> None:
    found = due(Clock.C1, received, CALENDAR)
    assert (found.due_on, found.legal_limit_on) == (due_on, limit)
    assert found.article == "信访工作条例 22(1)"


def test_a_due_day_in_a_year_without_a_notice_is_provisional() -> None:
    assert due(Clock.C1, date(2026, 12, 20), CALENDAR).provisional
    assert not due(Clock.C1, date(2026, 12, 1), CALENDAR).provisional


def test_every_clock_has_its_term_with_article_and_consequence() -> None:
    for clock in Clock:
        term = TERMS.on(clock, date(2026, 3, 6))
        assert term.clock is clock
        assert term.on_breach
        assert not term.statutory or any(character.isdigit() for character in term.article)


def test_what_the_law_gives_is_kept_to_the_day() -> None:
    for clock, law in LAW.items():
        term = TERMS.on(clock, date(2026, 3, 6))
        assert (term.length, term.unit, term.article) == (law.length, law.unit, law.article)
        assert term.statutory


def test_a_day_that_is_set_is_not_counted() -> None:
    with pytest.raises(ValueError, match="is set"):
        due(Clock.C11, date(2026, 3, 6), CALENDAR)


def test_a_term_in_working_days_skips_the_holiday() -> None:
    # 30 September + 8 Thu, 9 Fri, 10 Sat worked, 12 Mon, 13 Tue
    assert due(Clock.C4, date(2026, 9, 30), CALENDAR).due_on == date(2026, 10, 13)


@given(DAYS)
def test_the_promise_is_never_later_than_the_legal_limit(received: date) -> None:
    found = due(Clock.C1, received, CALENDAR)
    assert received < found.due_on <= found.legal_limit_on
    assert (found.due_on - received).days == 15
    assert CALENDAR.is_working_day(found.legal_limit_on)


@given(DAYS, st.integers(0, 30))
def test_who_writes_earlier_is_never_due_later(received: date, later: int) -> None:
    after = received + timedelta(days=later)
    assert due(Clock.C1, received, CALENDAR).legal_limit_on <= due(Clock.C1, after, CALENDAR).legal_limit_on
