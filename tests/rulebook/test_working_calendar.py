"""Working days: weekends, holidays and 调休 days; counting starts on the day after the event (民法典 201, 203)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.rulebook.calendar import WorkingCalendar

# 国庆 2026 as published: off 1-7 October, worked on Sunday 20 September and Saturday 10 October
OFF = frozenset(date(2026, 10, day) for day in (1, 2, 5, 6, 7))
WORKED = frozenset((date(2026, 9, 20), date(2026, 10, 10)))
CALENDAR = WorkingCalendar(OFF, WORKED, known_until=date(2026, 12, 31))
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 12, 31))
FAR_DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(9990, 1, 1))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 9, 18), True),  # an ordinary Friday
        (date(2026, 9, 19), False),  # an ordinary Saturday
        (date(2026, 9, 20), True),  # a Sunday worked in exchange
        (date(2026, 10, 1), False),  # a Thursday that is a holiday
        (date(2026, 10, 4), False),  # a Sunday within the holidays
        (date(2026, 10, 10), True),  # a Saturday worked in exchange
    ],
)
def test_a_day_is_worked_or_not_as_the_notice_says(day: date, worked: bool) -> None:
    assert CALENDAR.is_working_day(day) is worked


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        (date(2026, 3, 6), 1, date(2026, 3, 9)),  # Friday → Monday
        (date(2026, 3, 7), 1, date(2026, 3, 9)),  # Saturday → Monday
        (date(2026, 3, 2), 5, date(2026, 3, 9)),  # Monday + Tue Wed Thu Fri, Mon
        (date(2026, 9, 18), 1, date(2026, 9, 20)),  # Friday → the Sunday that is worked
        (date(2026, 9, 30), 5, date(2026, 10, 13)),  # 8 Thu, 9 Fri, 10 Sat worked, 12 Mon, 13 Tue
        (date(2026, 12, 31), 1, date(2027, 1, 1)),  # the notice for 2027 is not out: Friday counts as worked
        (date(2026, 3, 6), 0, date(2026, 3, 6)),
    ],
)
def test_working_days_are_counted_from_the_day_after(start: date, count: int, due: date) -> None:
    assert CALENDAR.add_working_days(start, count) == due


@pytest.mark.parametrize(
    ("day", "rolled"),
    [
        (date(2026, 10, 1), date(2026, 10, 8)),  # the whole holiday
        (date(2026, 3, 7), date(2026, 3, 9)),  # Saturday → Monday
        (date(2026, 9, 20), date(2026, 9, 20)),  # a worked Sunday stays
    ],
)
def test_a_period_that_would_end_on_a_rest_day_ends_on_the_next_working_day(day: date, rolled: date) -> None:
    assert CALENDAR.roll_forward(day) == rolled


def test_a_period_does_not_run_backward() -> None:
    with pytest.raises(ValueError, match="forward"):
        CALENDAR.add_working_days(date(2026, 3, 6), -1)


@given(FAR_DAYS, st.integers(0, 60))
def test_a_far_year_never_raises_and_is_provisional(day: date, count: int) -> None:
    due = CALENDAR.add_working_days(day, count)
    assert CALENDAR.roll_forward(due) == due or count == 0
    assert CALENDAR.provisional(day) == (day > date(2026, 12, 31))


@given(DAYS, st.integers(1, 40))
def test_between_start_and_due_lie_exactly_so_many_working_days(start: date, count: int) -> None:
    due = CALENDAR.add_working_days(start, count)
    between = (start + timedelta(days=step) for step in range(1, (due - start).days + 1))
    assert sum(CALENDAR.is_working_day(day) for day in between) == count
    assert CALENDAR.is_working_day(due)


@given(DAYS, st.integers(0, 20), st.integers(0, 20))
def test_working_days_add_up(start: date, first: int, second: int) -> None:
    halfway = CALENDAR.add_working_days(start, first)
    assert CALENDAR.add_working_days(halfway, second) == CALENDAR.add_working_days(start, first + second)


@given(DAYS)
def test_rolling_forward_finds_the_first_working_day_and_stays_there(day: date) -> None:
    rolled = CALENDAR.roll_forward(day)
    assert CALENDAR.is_working_day(rolled)
    assert CALENDAR.roll_forward(rolled) == rolled
    assert not any(CALENDAR.is_working_day(day + timedelta(days=step)) for step in range((rolled - day).days))


@given(DAYS, st.integers(0, 400))
def test_calendar_days_do_not_ask_who_works(start: date, count: int) -> None:
    assert (CALENDAR.add_days(start, count) - start).days == count
