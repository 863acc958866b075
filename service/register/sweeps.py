"""What the sweep asks of the register, page by page and by index, and what it leaves behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from asyncpg import Record

from service.register.alerts import told_kinds
from service.rulebook.duties import Duty
from service.rulebook.sweeping import Watched
from service.rulebook.terms import Clock
from service.storage.statement import Write
from service.storage.transaction import ReadTx, Tx

# Missed once, a duty is not asked for again, however long it stays owed.
UNSWEPT = """
SELECT id, petition_id, legal_limit_on AS place FROM duty
WHERE state = 'running' AND missed_on IS NULL AND legal_limit_on <= $2 AND (legal_limit_on, id) > ($3::date, $4)
  AND (legal_limit_on < $1
       OR NOT is_window AND NOT EXISTS (SELECT FROM alert WHERE duty_id = duty.id AND alert.kind = 'near_due'))
ORDER BY legal_limit_on, id LIMIT $5
"""

CLOSED_SINCE = """
SELECT id, petition_id, closed_at AS place FROM duty
WHERE closed_at IS NOT NULL AND (closed_at, id) > ($1::timestamptz, $2)
ORDER BY closed_at, id LIMIT $3
"""

# In the order of their ids, so that two sweeps wait for each other and neither for ever.
HOLD = """
SELECT petition.id, petition.number, classification.accused
FROM petition JOIN classification
     ON classification.petition_id = petition.id AND classification.version = petition.classification_version
WHERE petition.id = ANY($1::bigint[]) ORDER BY petition.id FOR NO KEY UPDATE OF petition
"""

WATCHED = """
SELECT id, petition_id, clock, referral, owner, starts_on, due_on, legal_limit_on, provisional, article, is_window,
       missed_on, due_at, state,
       (coalesce(known_at, recorded_at) AT TIME ZONE 'Asia/Shanghai')::date AS known_on,
       (closed_at AT TIME ZONE 'Asia/Shanghai')::date AS closed_on,
       ARRAY(SELECT alert.kind FROM alert WHERE duty_id = duty.id) AS told
FROM duty WHERE petition_id = ANY($1::bigint[])
  AND (state = 'running' OR closed_at IS NOT NULL)
ORDER BY petition_id, id
"""

ENDED_PROCEDURES = """
SELECT petition_id, (detail ->> 'referral')::int AS referral FROM event
WHERE petition_id = ANY($1::bigint[]) AND kind = 'terminated'
"""

# What the release before wrote without a day has no duty, or one that nobody ended: the log has the last word.
ADOPT = """
WITH latest AS (
    SELECT DISTINCT ON (petition_id, clock) petition_id, clock, step, starts_on, due_on, legal_limit_on, provisional,
           article, at
    FROM deadline AS line
    WHERE EXISTS (SELECT FROM deadline WHERE petition_id = line.petition_id AND clock = line.clock
                                         AND on_day IS NULL AND recorded_at >= $1)
    ORDER BY petition_id, clock, sequence DESC
), stopped AS (
    UPDATE duty SET state = latest.step, ended_on = (latest.at AT TIME ZONE 'Asia/Shanghai')::date,
                    closed_at = latest.at
    FROM latest
    WHERE duty.petition_id = latest.petition_id AND duty.clock = latest.clock AND duty.referral = 0
      AND duty.state = 'running' AND latest.step IN ('met', 'moved', 'lifted')
), started AS (
    INSERT INTO duty (petition_id, referral, clock, owner, starts_on, due_on, legal_limit_on, provisional, article,
                      is_window, state, ended_on, known_at, closed_at)
    SELECT petition_id, 0, clock, 'bureau', starts_on, due_on, legal_limit_on, provisional, article, false,
           CASE WHEN step = 'set' THEN 'running' ELSE step END,
           CASE WHEN step <> 'set' THEN (at AT TIME ZONE 'Asia/Shanghai')::date END,
           (SELECT min(deadline.at) FROM deadline
            WHERE deadline.petition_id = latest.petition_id AND deadline.clock = latest.clock),
           CASE WHEN step <> 'set' THEN at END
    FROM latest
    WHERE NOT EXISTS (SELECT FROM duty WHERE duty.petition_id = latest.petition_id AND duty.clock = latest.clock)
    RETURNING id
)
SELECT count(*) FROM started
"""

FINISH = """
INSERT INTO sweep (on_day) VALUES ($1) ON CONFLICT (on_day) DO UPDATE SET finished_at = now()
"""

LAST = "SELECT on_day, finished_at FROM sweep ORDER BY on_day DESC LIMIT 1"

AGE = "SELECT extract(epoch FROM now() - max(finished_at))::float8 FROM sweep"


@dataclass(frozen=True, slots=True)
class Swept:
    """The last day that was swept, and when (the database's clock)."""

    on_day: date
    finished_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """Petitions to look at, and where the next page begins."""

    petition_ids: list[int]
    place: date | datetime
    last: int


@dataclass(frozen=True, slots=True)
class Held:
    """A petition held for the night."""

    id: int
    number: str
    accused: tuple[str, ...]


async def unswept(tx: ReadTx, on: date, until: date, after: tuple[date, int], limit: int) -> Page | None:
    """Duties that run and have passed their limit before a day, or reach it by another and are not warned of yet."""
    return _page(await tx.rows(UNSWEPT, on, until, *after, limit))


async def closed_since(tx: ReadTx, after: tuple[datetime, int], limit: int) -> Page | None:
    """Duties that ended since a moment: a night that was missed owes what it would have found."""
    return _page(await tx.rows(CLOSED_SINCE, *after, limit))


async def hold(tx: Tx, petition_ids: Sequence[int]) -> list[Held]:
    """These petitions, held until the transaction ends; whoever holds one of them is waited for."""
    rows = await tx.rows(HOLD, sorted(set(petition_ids)))
    return [Held(row["id"], row["number"], tuple(row["accused"])) for row in rows]


async def watched(tx: ReadTx, petition_ids: Sequence[int]) -> dict[int, list[Watched]]:
    """The duties of these petitions that run or are known to have ended, by petition."""
    found: dict[int, list[Watched]] = {petition_id: [] for petition_id in petition_ids}
    for row in await tx.rows(WATCHED, list(petition_ids)):
        found[row["petition_id"]].append(_watched(row))
    return found


async def ended_procedures(tx: ReadTx, petition_ids: Sequence[int]) -> set[tuple[int, int]]:
    """The matters whose procedure has ended (程序终结): petition and ordinal."""
    rows = await tx.rows(ENDED_PROCEDURES, list(petition_ids))
    return {(row["petition_id"], row["referral"] or 0) for row in rows}


async def adopt(tx: Tx, since: datetime) -> int:
    """Give a duty to each clock that a release before has written since a moment without one; how many."""
    return int(await tx.value(ADOPT, since))


async def last(tx: ReadTx) -> Swept | None:
    """How far the clocks have been swept; None before the first time."""
    row = await tx.row(LAST)
    return Swept(**row) if row else None


async def age(tx: ReadTx) -> float | None:
    """Seconds since a sweep was finished; None before the first."""
    seconds: float | None = await tx.value(AGE)
    return seconds


def finish(on: date) -> Write:
    """The clocks are swept up to this day."""
    return Write(FINISH, (on,))


def _page(rows: Sequence[Record]) -> Page | None:
    return Page([row["petition_id"] for row in rows], rows[-1]["place"], rows[-1]["id"]) if rows else None


_OF_WATCHED = ("id", "state", "known_on", "closed_on")


def _watched(row: Record) -> Watched:
    facts = dict(row)
    known = {name: facts.pop(name) for name in _OF_WATCHED}
    told, _ = told_kinds(facts.pop("told")), facts.pop("petition_id")
    duty = Duty(clock=Clock(facts.pop("clock")), window=facts.pop("is_window"), **facts)
    return Watched(duty=duty, told=told, **known)
