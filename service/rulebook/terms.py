"""The clocks of 《信访工作条例》 and how a due day follows from the fact that starts one (domain §6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from service.rulebook.calendar import WorkingCalendar


class Clock(StrEnum):
    """The clocks under the numbers of the domain reference, and behind them those a bureau keeps of its own accord."""

    C1 = "c1"  # the bureau disposes
    C2 = "c2"  # an organ that received directly tells the petitioner
    C3 = "c3"  # an organ that was sent a matter tells the petitioner
    C4 = "c4"  # objection to competence
    C4B = "c4b"  # the bureau decides on an objection
    C5 = "c5"  # handling in the petition procedure
    C6 = "c6"  # the same, extended
    C7 = "c7"  # asking for 复查
    C8 = "c8"  # 复查意见
    C9 = "c9"  # asking for 复核
    C10 = "c10"  # 复核意见
    C11 = "c11"  # result and report of an assignment
    C12 = "c12"  # answer to one of the three suggestions
    C13_REFER = "c13_refer"  # 简易办理
    C13_ACCEPT = "c13_accept"
    C13_REPLY = "c13_reply"
    C14 = "c14"  # report of an urgent matter
    ARRIVAL = "arrival"  # an organ signs for what it was sent
    REROUTE = "reroute"  # the bureau disposes anew of what came back
    DISPUTE = "dispute"  # a dispute about competence is settled
    TARGET = "target"  # the procedure that the matter was led into
    CONCLUSION = "conclusion"  # the answer is delivered and the matter closed
    EXECUTION = "execution"  # what was promised is done
    RATE_BUREAU = "rate_bureau"
    RATE_ORGAN = "rate_organ"


class Unit(StrEnum):
    """In what a term counts."""

    DAYS = "days"  # 日: calendar days
    WORKING_DAYS = "working_days"  # 工作日
    MINUTES = "minutes"
    SET = "set"  # a date that somebody competent sets


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
    """How long a duty, or a right (`window`), lasts from the fact that starts it, and what follows where it is broken.

    `length` counts in `unit`; it is 0 where a date is set. `statutory` says that the law gives it, not the bureau.
    """

    clock: Clock
    starts_with: str
    length: int
    unit: Unit
    window: bool
    article: str
    on_breach: str
    statutory: bool
    valid_from: date | None = None
    valid_to: date | None = None

    def due(self, started_on: date, calendar: WorkingCalendar, *, length: int | None = None) -> Due:
        """The due day of what this fact (收到, 受理, 送达) started; a shorter `length` may have been decided."""
        count = self.length if length is None else length
        match self.unit:
            case Unit.WORKING_DAYS:
                due_on = calendar.add_working_days(started_on, count)
            case Unit.DAYS:
                due_on = calendar.add_days(started_on, count)
            case Unit.MINUTES:
                due_on = started_on  # minutes are kept beside the day; nothing rolls
                return Due(due_on, due_on, self.article, provisional=False)
            case Unit.SET:
                raise ValueError(f"{self.clock}: the date is set, not counted")
        return self.set_to(due_on, calendar)

    def set_to(self, due_on: date, calendar: WorkingCalendar) -> Due:
        """The same for a day that somebody set."""
        limit = calendar.roll_forward(due_on)
        return Due(due_on, limit, self.article, calendar.provisional(limit))

    def covers(self, day: date) -> bool:
        """Whether this line is in force on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Law:
    """What the law allows at most. A bureau's own table may be stricter, never laxer."""

    length: int
    unit: Unit
    article: str


LAW: Mapping[Clock, Law] = MappingProxyType(
    {
        Clock.C1: Law(15, Unit.DAYS, "信访工作条例 22(1)"),  # 自收到之日起15日内
        Clock.C2: Law(15, Unit.DAYS, "信访工作条例 23(2)"),
        Clock.C3: Law(15, Unit.DAYS, "信访工作条例 23(3)"),
        Clock.C4: Law(5, Unit.WORKING_DAYS, "信访工作条例 23(3)"),  # 5个工作日内提出异议
        Clock.C5: Law(60, Unit.DAYS, "信访工作条例 34"),  # 自受理之日起60日内办结
        Clock.C6: Law(30, Unit.DAYS, "信访工作条例 34"),  # 延长期限不得超过30日
        Clock.C7: Law(30, Unit.DAYS, "信访工作条例 35(1)"),  # 自收到书面答复之日起30日内
        Clock.C8: Law(30, Unit.DAYS, "信访工作条例 35(2)"),
        Clock.C9: Law(30, Unit.DAYS, "信访工作条例 36(1)"),
        Clock.C10: Law(30, Unit.DAYS, "信访工作条例 36(2)"),
    }
)
RIGHTS = frozenset((Clock.C4, Clock.C7, Clock.C9, Clock.RATE_BUREAU, Clock.RATE_ORGAN))


@dataclass(frozen=True, slots=True)
class Terms:
    """All terms of a bureau, each by its dates."""

    lines: Sequence[Term]

    def on(self, clock: Clock, day: date) -> Term:
        """The line in force on the day of the fact that starts the clock; loading has made sure that there is one."""
        return next(term for term in self.lines if term.clock is clock and term.covers(day))

    def due(self, clock: Clock, started_on: date, calendar: WorkingCalendar) -> Due:
        """The due day on one clock; C1 starts on the day of receipt (收到), not of data entry."""
        return self.on(clock, started_on).due(started_on, calendar)
