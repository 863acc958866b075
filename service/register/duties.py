"""Who owes what by when, over all petitions: what work lists and the sweep ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from asyncpg import Record

from service.rulebook.duties import Duty
from service.rulebook.terms import Clock
from service.storage.sight import Sight, seen
from service.storage.transaction import ReadTx

_COLUMNS = """
    id, petition_id, clock, referral, owner, starts_on, due_on, legal_limit_on, provisional, article, is_window,
    missed_on, due_at
"""

OF_OWNER = f"""
SELECT {_COLUMNS} FROM duty
WHERE owner = $1 AND state = 'running' AND NOT is_window AND (legal_limit_on, id) > ($2, $3)
  AND (cardinality($4::text[]) = 0 OR clock = ANY($4)) AND legal_limit_on <= $5
  AND {seen("duty.petition_id", "$7")}
ORDER BY legal_limit_on, id LIMIT $6
"""  # noqa: S608 - the only thing put in is the constant above

OF_ANYBODY = f"""
SELECT {_COLUMNS} FROM duty
WHERE state = 'running' AND NOT is_window AND (legal_limit_on, id) > ($1, $2)
  AND (cardinality($3::text[]) = 0 OR clock = ANY($3)) AND legal_limit_on <= $4
  AND {seen("duty.petition_id", "$6")}
ORDER BY legal_limit_on, id LIMIT $5
"""  # noqa: S608 - likewise


PRESSING = """
SELECT count(*) FILTER (WHERE legal_limit_on < $1) AS overdue, count(*) FILTER (WHERE legal_limit_on >= $1) AS near
FROM duty WHERE state = 'running' AND NOT is_window AND legal_limit_on <= $2
"""


@dataclass(frozen=True, slots=True)
class Pressing:
    """How many duties are past their legal limit, and how many are about to be."""

    overdue: int
    near: int


@dataclass(frozen=True, slots=True)
class Owed:
    """A running duty with the petition it belongs to; `id` orders duties of one day."""

    id: int
    petition_id: int
    duty: Duty


@dataclass(frozen=True, slots=True)
class Asked:
    """Which duties: whose (None: anybody's), on which clocks (none named: all), due by when, beyond which."""

    owner: str | None
    clocks: Sequence[Clock]
    until: date
    after: tuple[date, int]
    limit: int


async def owed(tx: ReadTx, asked: Asked, sight: Sight) -> list[Owed]:
    """What is owed as far as these eyes may know, the nearest legal limit first.

    Rights that may or may not be used are no duties and not in it.
    """
    rest = (*asked.after, list(asked.clocks), asked.until, asked.limit, sight.kept)
    rows = await (tx.rows(OF_ANYBODY, *rest) if asked.owner is None else tx.rows(OF_OWNER, asked.owner, *rest))
    return [_owed(row) for row in rows]


async def pressing(tx: ReadTx, today: date, until: date) -> Pressing:
    """How many duties are overdue today, and how many have their legal limit from today until that day."""
    row = await tx.row(PRESSING, today, until)
    assert row is not None  # noqa: S101 - an aggregate always answers
    return Pressing(**row)


def _owed(row: Record) -> Owed:
    facts = dict(row)
    number, petition_id = facts.pop("id"), facts.pop("petition_id")
    duty = Duty(clock=Clock(facts.pop("clock")), window=facts.pop("is_window"), **facts)
    return Owed(number, petition_id, duty)
