"""A deadline explains itself: its days agree with the arithmetic that made it, on any calendar."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from service.bureau.load import load
from service.rulebook.calendar import WorkingCalendar
from service.rulebook.counting import Counted, CountedDay, DayKind, days
from service.rulebook.terms import Unit

FIRST = date(2026, 1, 1)
DAY = timedelta(days=1)
near = st.integers(0, 400).map(lambda n: FIRST + n * DAY)


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    holidays = draw(st.frozensets(near, max_size=30))
    worked = draw(st.frozensets(near.filter(lambda day: day.weekday() >= 5 and day not in holidays), max_size=10))
    return WorkingCalendar(holidays, worked, date(2027, 12, 31))


def told(start: date, count: int, unit: Unit, calendar: WorkingCalendar) -> tuple[list[CountedDay], date, date]:
    add = calendar.add_working_days if unit is Unit.WORKING_DAYS else calendar.add_days
    due = add(start, count)
    limit = calendar.roll_forward(due)
    return list(days(start, due, limit, unit, calendar, {})), due, limit


@given(near, st.integers(1, 60), st.sampled_from([Unit.DAYS, Unit.WORKING_DAYS]), calendars())
def test_the_days_agree_with_the_arithmetic(start: date, count: int, unit: Unit, calendar: WorkingCalendar) -> None:
    found, due, limit = told(start, count, unit, calendar)

    assert [one.day for one in found] == [start + n * DAY for n in range((limit - start).days + 1)]
    counting = [one for one in found if one.does is Counted.COUNTS]
    assert [one.nth for one in counting] == list(range(1, count + 1))
    assert counting[-1].day == due
    if unit is Unit.WORKING_DAYS:
        assert all(calendar.is_working_day(one.day) for one in counting)
        assert due == limit
    skipped = [one for one in found if one.does in (Counted.SKIPPED, Counted.ROLLED)]
    assert not any(calendar.is_working_day(one.day) for one in skipped)
    if limit > due:
        assert (found[-1].does, found[-1].day) == (Counted.LIMIT, limit)
    assert all((one.kind in (DayKind.WORKING, DayKind.MADE_UP)) == calendar.is_working_day(one.day) for one in found)


def test_spring_festival_2026_by_name() -> None:
    """Received on Wednesday 11 February 2026: five working days, with a Saturday worked and the festival between."""
    bureau = load()
    names = {one.day: one.name for one in bureau.holidays}
    start = date(2026, 2, 11)
    due = bureau.calendar.add_working_days(start, 5)

    found = list(days(start, due, due, Unit.WORKING_DAYS, bureau.calendar, names))

    by_day = {one.day: (one.kind, one.does, one.name, one.nth) for one in found}
    assert by_day[date(2026, 2, 14)] == (DayKind.MADE_UP, Counted.COUNTS, "调休上班", 3)
    assert by_day[date(2026, 2, 16)][:3] == (DayKind.HOLIDAY, Counted.SKIPPED, "春节")
    assert by_day[start][1] is Counted.START
    assert due == date(2026, 2, 25)


def test_fifteen_days_that_end_on_a_rest_day_are_shown_with_both_ends() -> None:
    bureau = load()
    found, due, limit = told(date(2026, 4, 17), 15, Unit.DAYS, bureau.calendar)

    assert (due, limit) == (date(2026, 5, 2), date(2026, 5, 6))
    assert [one.does for one in found[-4:]] == [Counted.ROLLED, Counted.ROLLED, Counted.ROLLED, Counted.LIMIT]


def test_a_date_that_was_set_counts_nothing() -> None:
    found = list(days(FIRST, FIRST + 3 * DAY, FIRST + 4 * DAY, Unit.SET, WorkingCalendar(), {}))

    assert [one.nth for one in found] == [0] * 5
