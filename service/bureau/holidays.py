"""The calendar of rest days and 调休 working days as the yearly notice of 国务院办公厅 publishes it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from service.bureau.tables import BrokenReference, Row, rows
from service.rulebook.calendar import WorkingCalendar

COLUMNS = ("date", "kind", "name", "source", "provisional")
KINDS = ("holiday", "workday")
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day that is not what its weekday says, with its source; provisional until the notice is out."""

    day: date
    kind: str
    name: str
    source: str
    provisional: bool


def load(path: Path) -> tuple[CalendarDay, ...]:
    """Read the days, in order and each once; a 调休 working day can only be a Saturday or Sunday."""
    found: list[CalendarDay] = []
    for row in rows(path, COLUMNS):
        one = _calendar_day(row)
        if found and one.day <= found[-1].day:
            raise row.broken("date", "a date after that of the line above")
        found.append(one)
    if not any(not one.provisional for one in found):
        raise BrokenReference(path.name, 1, "provisional", "at least one day that a notice has fixed")
    return tuple(found)


def calendar_of(days: tuple[CalendarDay, ...]) -> WorkingCalendar:
    """The calendar for reckoning, known until the end of the last year that a notice covers."""
    fixed = max(one.day.year for one in days if not one.provisional)
    return WorkingCalendar(
        holidays=frozenset(one.day for one in days if one.kind == "holiday"),
        workdays=frozenset(one.day for one in days if one.kind == "workday"),
        known_until=date(fixed, 12, 31),
    )


def _calendar_day(row: Row) -> CalendarDay:
    day, kind = row.day("date"), row.one_of("kind", KINDS)
    if kind == "workday" and day.weekday() < _SATURDAY:
        raise row.broken("date", "a Saturday or Sunday, since other days are worked anyway")
    provisional = row.one_of("provisional", ("yes", "no")) == "yes"
    return CalendarDay(day, kind, row.text("name"), row.text("source"), provisional)
