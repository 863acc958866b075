"""A deadline explains itself day by day: which days counted, which did not, and why (domain §6; 民法典 201, 203)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from service.rulebook.calendar import WorkingCalendar
from service.rulebook.terms import Unit

_DAY = timedelta(days=1)


class DayKind(StrEnum):
    """What a day is."""

    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MADE_UP = "made_up"  # 调休: a weekend day that is worked


class Counted(StrEnum):
    """What a day does to a period."""

    START = "start"  # the day of the fact, which does not count (民法典 201)
    COUNTS = "counts"
    SKIPPED = "skipped"  # a rest day in a period of working days
    ROLLED = "rolled"  # after the last day, which is a rest day: the limit waits for a working day (民法典 203)
    LIMIT = "limit"  # the working day that it waited for


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One day: what it is, by what name, what it does, and the how-manieth it is where it counts."""

    day: date
    kind: DayKind
    name: str
    does: Counted
    nth: int


def kind_of(day: date, calendar: WorkingCalendar) -> DayKind:
    """What a day is."""
    if day in calendar.workdays:
        return DayKind.MADE_UP
    if day in calendar.holidays:
        return DayKind.HOLIDAY
    return DayKind.WORKING if calendar.is_working_day(day) else DayKind.WEEKEND


def days(
    start: date, due_on: date, limit_on: date, unit: Unit, calendar: WorkingCalendar, names: Mapping[date, str]
) -> Iterator[CountedDay]:
    """From the fact that started a clock to its legal limit, each day once.

    `names` are those of the holiday table. Minutes and dates that somebody sets count nothing: their days are shown
    without a number.
    """
    nth = 0
    for place in range((limit_on - start).days + 1):
        day = start + place * _DAY
        kind = kind_of(day, calendar)
        does = _does(day, start, due_on, limit_on, unit, calendar)
        nth += does is Counted.COUNTS and unit in (Unit.DAYS, Unit.WORKING_DAYS)
        yield CountedDay(day, kind, names.get(day, ""), does, nth if does is Counted.COUNTS else 0)


def _does(day: date, start: date, due_on: date, limit_on: date, unit: Unit, calendar: WorkingCalendar) -> Counted:
    if day == start:
        return Counted.START
    if day > due_on:
        return Counted.LIMIT if day == limit_on else Counted.ROLLED
    if unit is Unit.WORKING_DAYS and not calendar.is_working_day(day):
        return Counted.SKIPPED
    return Counted.COUNTS
