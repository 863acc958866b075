"""Working days over a holiday calendar that is data (全国年节及纪念日放假办法 and its yearly notice)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Which days are worked. Beyond `known_until` only weekends are known to be free, so the answer is provisional."""

    holidays: Collection[date] = field(default_factory=frozenset)
    workdays: Collection[date] = field(default_factory=frozenset)
    known_until: date = date.min

    def is_working_day(self, day: date) -> bool:
        """Whether the day is worked: a 调休 weekend day is, a holiday on a weekday is not."""
        if day in self.workdays:
            return True
        return day.weekday() < _SATURDAY and day not in self.holidays

    def provisional(self, day: date) -> bool:
        """Whether the official notice that covers this day was not yet known when the calendar was made."""
        return day > self.known_until

    def add_days(self, start: date, count: int) -> date:
        """The last day of a period of calendar days; the day of the event itself is not counted (民法典 201)."""
        return start + timedelta(days=count)

    def add_working_days(self, start: date, count: int) -> date:
        """The last day of a period of working days; the day of the event itself is not counted (民法典 201)."""
        if count < 0:
            raise ValueError("a period runs forward")
        day = start
        while count:
            day += timedelta(days=1)
            count -= self.is_working_day(day)
        return day

    def roll_forward(self, day: date) -> date:
        """The day itself, or the next working day where a period would end on a rest day (民法典 203)."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day
