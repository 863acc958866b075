"""What a night makes of facts (invariants 14, 16): the same rows, whether it is swept each night, twice, or days late.

A night sees what was recorded before its day began. So everything here follows from the facts and the day: when a duty
became known, when it ended, when an organ was no more; never from when, or how often, somebody looked.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from service.rulebook.duties import Change, Duty, minutes_missed, missed
from service.rulebook.terms import Clock
from service.rulebook.vocabulary import AlertKind, DeadlineStep

_DAY = timedelta(days=1)
TERMINATING = {Clock.C7: "信访工作条例 35(1)", Clock.C9: "信访工作条例 36(1)"}

Acting = Callable[[str, date], str | None]  # who acts for an organ on a day; None where nobody took over


@dataclass(frozen=True, slots=True)
class Watched:
    """A duty, whether or not it still runs. `known_on` and `closed_on` are the days on which that was recorded."""

    id: int
    duty: Duty
    state: str
    known_on: date
    closed_on: date | None = None
    told: Collection[AlertKind] = ()

    @property
    def runs(self) -> bool:
        """Whether it runs now."""
        return self.closed_on is None and self.state == "running"


@dataclass(frozen=True, slots=True)
class Alert:
    """An entry of the work list: of which duty, and the day on which a night finds it so."""

    watched: Watched
    kind: AlertKind
    on: date


@dataclass(frozen=True, slots=True)
class Passing:
    """An organ is no more on a day, and another acts in its place (24(2))."""

    on: date
    before: str
    after: str


def near_from(duty: Duty, lead: timedelta) -> date:
    """The day from which a duty is near its end."""
    return duty.legal_limit_on - lead


def alerts(watched: Watched, on: date, lead: timedelta) -> Iterator[Alert]:
    """The entries that nights up to a day owe for a duty: for each, the first night that saw it run and so.

    A right is nobody's duty. What was met in time on the last day was near its end all the same; what was met before
    the night came is no entry. Minutes are too short for a warning.
    """
    duty = watched.duty
    if duty.window:
        return
    seen = on if watched.closed_on is None else min(on, watched.closed_on)
    first = watched.known_on + _DAY
    near = max(near_from(duty, lead), first)
    if duty.due_at is None and near <= min(seen, duty.legal_limit_on):
        yield Alert(watched, AlertKind.NEAR_DUE, near)
    over = max(duty.last_day + _DAY, first)
    if over <= seen:
        yield Alert(watched, AlertKind.OVERDUE, over)


def gone_by(running: Iterable[Duty], on: date, midnight: datetime) -> Iterator[Change]:
    """What had been missed, or lapsed, when the day began; `midnight` is that moment."""
    for duty in running:
        yield from minutes_missed(duty, midnight) if duty.due_at is not None else missed([duty], on)


def terminations(watched: Iterable[Watched], lapsed: Collection[Duty], over: Collection[int]) -> Iterator[Duty]:
    """The windows (C7, C9) that ended a procedure (程序终结): lapsed before or tonight, once for each matter.

    `over` names the matters whose procedure has ended already. It says nothing of 化解 (domain §5).
    """
    done = set(over)
    for one in watched:
        duty = one.duty
        if duty.clock not in TERMINATING or duty.referral in done:
            continue
        if one.state == DeadlineStep.LAPSED or duty in lapsed:
            done.add(duty.referral)
            yield duty


def passings(organ: str, since: date, on: date, changes: Iterable[date], acting: Acting) -> Iterator[Passing]:
    """How what an organ has since a day passes on until another; `changes` are the days on which organs change."""
    for day in sorted({since + _DAY, *(day for day in changes if since < day)}):
        if day > on:
            return
        after = acting(organ, day)
        if after is not None and after != organ:
            yield Passing(day, organ, after)
            organ = after


def passed_on(duty: Duty, steps: Sequence[Passing]) -> Iterator[Change]:
    """The same for what the organ owes: its days run on."""
    for step in steps:
        duty = replace(duty, owner=step.after)
        yield Change(DeadlineStep.SUCCEEDED, duty, step.on)
