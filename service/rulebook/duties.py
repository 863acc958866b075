"""What is owed by when, and what becomes of it: duties are set, met, missed, moved or lifted, and never overwritten.

A duty is missed when its legal limit has gone by, on the day after it, whoever notices and whenever. So a sweep that
was not run, or ran twice, or a step that came late, all leave the same facts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone

from service.rulebook.calendar import WorkingCalendar
from service.rulebook.terms import Clock, Due, Terms
from service.rulebook.vocabulary import DeadlineStep

PETITIONER = "petitioner"
BUREAU = "bureau"
ITSELF = 0  # the petition, not one of its referrals
_THERE = timezone(timedelta(hours=8))  # Asia/Shanghai; no daylight saving since 1991


@dataclass(frozen=True, slots=True)
class Duty:
    """A clock that runs. `owner` is an organ's code, `BUREAU` or `PETITIONER`; `referral` 0 is the petition itself.

    `due_at` is given where minutes count; then the days are those of that moment.
    """

    clock: Clock
    referral: int
    owner: str
    starts_on: date
    due_on: date
    legal_limit_on: date
    provisional: bool
    article: str
    window: bool = False
    missed_on: date | None = None
    due_at: datetime | None = None

    @property
    def last_day(self) -> date:
        """The last day on which it can be kept: the legal limit, or the day on which the minutes end."""
        if self.due_at is None:
            return self.legal_limit_on
        return max(self.legal_limit_on, self.due_at.astimezone(_THERE).date())

    def overdue(self, on: date) -> bool:
        """Whether the legal limit has gone by on a day."""
        return on > self.last_day


@dataclass(frozen=True, slots=True)
class Change:
    """One fact about a duty, and the business day on which it is a fact."""

    step: DeadlineStep
    duty: Duty
    on: date


@dataclass(frozen=True, slots=True)
class Reckoning:
    """By what days are counted."""

    terms: Terms
    calendar: WorkingCalendar

    def start(self, clock: Clock, on: date, owner: str, referral: int = ITSELF, *, length: int | None = None) -> Change:
        """A clock starts with the fact of this day."""
        term = self.terms.on(clock, on)
        return self._set(clock, on, owner, referral, term.due(on, self.calendar, length=length))

    def start_until(self, clock: Clock, on: date, until: date, owner: str, referral: int = ITSELF) -> Change:
        """A clock starts whose last day somebody sets."""
        return self._set(clock, on, owner, referral, self.terms.on(clock, on).set_to(until, self.calendar))

    def _set(self, clock: Clock, on: date, owner: str, referral: int, due: Due) -> Change:
        term = self.terms.on(clock, on)
        duty = Duty(
            clock, referral, owner, on, due.due_on, due.legal_limit_on, due.provisional, due.article, term.window
        )
        return Change(DeadlineStep.SET, duty, on)


def met(running: Iterable[Duty], on: date, *clocks: Clock, referral: int = ITSELF) -> Iterator[Change]:
    """These clocks are kept on this day: missed first, where their limit had gone by."""
    for duty in running:
        if duty.referral == referral and duty.clock in clocks:
            yield from missed([duty], on)
            yield Change(DeadlineStep.MET, duty, on)


def missed(running: Iterable[Duty], on: date) -> Iterator[Change]:
    """What the day shows to be missed and was not yet known to be; a right that was not used lapses instead.

    Missed on the day after the limit; where minutes count, on the day of that minute.
    """
    for duty in running:
        if duty.overdue(on) and duty.missed_on is None:
            step = DeadlineStep.LAPSED if duty.window else DeadlineStep.MISSED
            # Minutes are missed on their own day: what `minutes_missed` says of them, too.
            day = duty.legal_limit_on + timedelta(days=duty.due_at is None)
            yield Change(step, replace(duty, missed_on=day), day)


def minutes_missed(duty: Duty, at: datetime) -> Iterator[Change]:
    """The same where minutes count: missed at its moment, known or not."""
    if duty.due_at is not None and at > duty.due_at and duty.missed_on is None:
        yield Change(DeadlineStep.MISSED, replace(duty, missed_on=duty.legal_limit_on), duty.legal_limit_on)


def ended(
    running: Iterable[Duty], on: date, how: DeadlineStep, *, referral: int | None = None, clocks: Sequence[Clock] = ()
) -> Iterator[Change]:
    """These clocks (all where none is named) end otherwise: lifted, or moved to another."""
    for duty in running:
        if (referral is None or duty.referral == referral) and (not clocks or duty.clock in clocks):
            lapsed = list(missed([duty], on))
            yield from lapsed
            if not (lapsed and duty.window):
                yield Change(how, duty, on)


def find(running: Iterable[Duty], clock: Clock, referral: int = ITSELF) -> Duty | None:
    """The running duty on a clock, if it runs."""
    return next((duty for duty in running if duty.clock is clock and duty.referral == referral), None)
