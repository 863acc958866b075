"""The clocks of 《信访工作条例》 and how a due day follows from the fact that starts one (domain §6)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from service.rulebook.calendar import WorkingCalendar


class Clock(StrEnum):
    """The statutory clocks under the numbers of the domain reference."""

    C1 = "c1"


@dataclass(frozen=True, slots=True)
class Due:
    """When a duty ends. `due_on` is the counted day and the one to work to; `legal_limit_on` is rolled off a rest day.

    条例 is silent on rolling, so both are kept: 民法典 203 gives the limit, the earlier day the promise.
    """

    due_on: date
    legal_limit_on: date
    article: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class Term:
    """How long a duty may take, in calendar days or in working days, never both; what follows where it is broken."""

    clock: Clock
    article: str
    on_breach: str
    days: int | None = None
    working_days: int | None = None

    def __post_init__(self) -> None:
        if (self.days is None) == (self.working_days is None):
            raise ValueError(f"{self.clock}: calendar days or working days, one of them")

    def due(self, started_on: date, calendar: WorkingCalendar) -> Due:
        """The due day of a duty whose starting fact (收到, 受理, 送达) fell on this day."""
        if self.working_days is not None:
            due_on = calendar.add_working_days(started_on, self.working_days)
        else:
            due_on = calendar.add_days(started_on, self.days or 0)
        limit = calendar.roll_forward(due_on)
        return Due(due_on, limit, self.article, calendar.provisional(limit))


TERMS = MappingProxyType(
    {
        term.clock: term
        for term in (Term(Clock.C1, article="信访工作条例 22(1)", on_breach="信访工作条例 43", days=15),)  # 15日内
    }
)


def due(clock: Clock, started_on: date, calendar: WorkingCalendar) -> Due:
    """The due day on one clock; C1 starts on the day of receipt (收到), not of data entry."""
    return TERMS[clock].due(started_on, calendar)
