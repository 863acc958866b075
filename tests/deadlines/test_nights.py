"""Swept each night, twice, or once after any nights that were missed: the same rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import asyncpg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.bureau.load import Bureau
from service.deadlines.sweep import sweep
from service.desk.kit import Desk
from service.register import deadlines
from service.rulebook.duties import BUREAU, PETITIONER, Change, Reckoning, ended, met
from service.rulebook.terms import Clock
from service.rulebook.vocabulary import DeadlineStep
from tests.deadlines.register import DAY, change, enter, noon, rows

FIRST, LENGTH = date(2026, 3, 2), 28
# Whose duty each is, and whether a right: lengths from half a night to beyond the last night.
CLOCKS = {
    Clock.C1: BUREAU,
    Clock.C3: "HB-RSJ",
    Clock.C4: "HB-RSJ",
    Clock.C4B: BUREAU,
    Clock.ARRIVAL: "HB-ZJJ",
    Clock.C13_REPLY: "HB-ZJJ",
    Clock.C7: PETITIONER,
    Clock.C9: PETITIONER,
    Clock.C14: BUREAU,
}


@dataclass(frozen=True)
class Life:
    """A duty as a test wants it: recorded on a day, begun so many days before, kept or lifted on another, or never."""

    clock: Clock
    known: int
    before: int
    closed: int | None
    how: DeadlineStep
    referral: int


lives = st.builds(
    Life,
    clock=st.sampled_from(list(CLOCKS)),
    known=st.integers(0, LENGTH - 2),
    before=st.integers(0, 25),
    closed=st.none() | st.integers(0, LENGTH),
    how=st.sampled_from([DeadlineStep.MET, DeadlineStep.LIFTED, DeadlineStep.MOVED]),
    referral=st.integers(1, 2),
)


async def live(desk: Desk, bureau: Bureau, plans: Sequence[Life], nights: Sequence[int], again: int) -> None:
    """Days pass: on each the sweep if it is one of its nights, then the steps of the day."""
    by = Reckoning(bureau.terms, bureau.calendar)
    for day in range(LENGTH + 1):
        on = FIRST + day * DAY
        if day in nights:
            for _ in range(again):
                await sweep(on, at=noon(on), desk=desk)
        for number, plan in enumerate(plans, 1):
            if plan.known == day:
                started = by.start(plan.clock, on - plan.before * DAY, CLOCKS[plan.clock], plan.referral)
                if plan.clock is Clock.C14:
                    due_at = noon(on) + timedelta(hours=plan.before)
                    started = replace(started, duty=replace(started.duty, due_at=due_at))
                await change(desk, number, [started], noon(on))
            if plan.closed == day:
                await change(desk, number, await _closing(desk, number, plan, on), noon(on))


async def _closing(desk: Desk, number: int, plan: Life, on: date) -> list[Change]:
    async with desk.read() as tx:
        running = await deadlines.running(tx, number)
    in_time = [duty for duty in running if not duty.overdue(on)]
    if plan.how is DeadlineStep.MET:  # a right that has lapsed is not used any more: the steps refuse it
        kept = in_time if any(duty.window for duty in running) else running
        return list(met(kept, on, plan.clock, referral=plan.referral))
    return list(ended(running, on, plan.how))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    plans=st.lists(lives, min_size=1, max_size=6),
    nights=st.sets(st.integers(1, LENGTH - 1)),
    again=st.integers(1, 2),
)
async def test_the_rows_do_not_tell_which_nights_were_swept(
    desk: Desk,
    bureau: Bureau,
    connection: asyncpg.Connection,
    plans: list[Life],
    nights: set[int],
    again: int,
) -> None:
    found = []
    for some, times in ((range(1, LENGTH + 1), 1), ([*sorted(nights), LENGTH], again)):
        undone = connection.transaction()
        await undone.start()
        for number in range(1, len(plans) + 1):
            await enter(desk, number, FIRST, ("HB-RSJ", "HB-ZJJ"))
        await live(desk, bureau, plans, list(some), times)
        found.append(await rows(connection))
        await undone.rollback()

    assert found[0] == found[1]
