"""Which petitions have ended so long ago that nothing demands any more that they be kept (个人信息保护法 19, 47)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date

from service.desk.kit import Desk, local_date
from service.register import retention
from service.register.retention import Ended
from service.rulebook.retention import RetentionKind, Schedule, kind_of

AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Due:
    """A petition whose retention is over; `held` where an officer keeps it all the same."""

    number: str
    kind: RetentionKind
    ended_on: date
    over_on: date
    article: str
    held: bool


async def due(on: date, *, desk: Desk) -> AsyncIterator[Due]:
    """Those whose retention is over on a day, held ones among them, the first registered first."""
    schedule = desk.bureau.retention
    if schedule.shortest is None:
        return
    before, after = date(max(on.year - schedule.shortest, 1), 1, 1), -1
    async with desk.snapshot() as tx:
        while page := await retention.ended(tx, before, after, AT_ONCE):
            for one in page:
                if (found := _due(one, on, schedule)) is not None:
                    yield found
            after = page[-1].id


def _due(one: Ended, on: date, schedule: Schedule) -> Due | None:
    kind = kind_of(instructed=one.instructed, answered=one.answered)
    ended_on = local_date(one.ended_at)
    kept = schedule.of(kind, ended_on)
    over_on = kept.over_on(ended_on)
    if over_on is None or on < over_on:
        return None
    return Due(one.number, kind, ended_on, over_on, kept.article, one.held)
