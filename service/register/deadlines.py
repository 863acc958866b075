"""The statutory clocks of a petition as facts: set, and what became of them. Only ever appended."""

from dataclasses import dataclass
from datetime import date, datetime

from service.rulebook.vocabulary import DeadlineStep
from service.storage.statement import Write
from service.storage.transaction import ReadTx

SET = """
INSERT INTO deadline (petition_id, clock, sequence, step, starts_on, due_on, legal_limit_on, provisional, article, at)
VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9)
"""

LIFT_ALL = """
INSERT INTO deadline (petition_id, clock, sequence, step, starts_on, due_on, legal_limit_on, provisional, article, at)
SELECT petition_id, clock, sequence + 1, $2, starts_on, due_on, legal_limit_on, provisional, article, $3
FROM (SELECT DISTINCT ON (clock) * FROM deadline WHERE petition_id = $1 ORDER BY clock, sequence DESC) AS latest
WHERE step = 'set'
"""

RUNNING = """
SELECT clock, starts_on, due_on, legal_limit_on, provisional, article
FROM (SELECT DISTINCT ON (clock) * FROM deadline WHERE petition_id = $1 ORDER BY clock, sequence DESC) AS latest
WHERE step = 'set'
ORDER BY due_on, clock
"""


FIRST = """
SELECT clock, starts_on, due_on, legal_limit_on, provisional, article
FROM deadline WHERE petition_id = $1 ORDER BY at, clock, sequence LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A running clock: the day aimed at, and the last day the law allows where that one is a rest day (民法典 203)."""

    clock: str
    starts_on: date
    due_on: date
    legal_limit_on: date
    provisional: bool
    article: str


def set_(petition_id: int, deadline: Deadline, at: datetime) -> Write:
    """Start a clock."""
    return Write(
        SET,
        (
            petition_id,
            deadline.clock,
            DeadlineStep.SET,
            deadline.starts_on,
            deadline.due_on,
            deadline.legal_limit_on,
            deadline.provisional,
            deadline.article,
            at,
        ),
    )


def lift_all(petition_id: int, at: datetime) -> Write:
    """Stop every running clock of a petition, since nothing is owed any more."""
    return Write(LIFT_ALL, (petition_id, DeadlineStep.LIFTED, at))


async def running(tx: ReadTx, petition_id: int) -> list[Deadline]:
    """The clocks that run now, the nearest first."""
    return [Deadline(**row) for row in await tx.rows(RUNNING, petition_id)]


async def first(tx: ReadTx, petition_id: int) -> Deadline:
    """The clock that started with the registration, whatever became of it."""
    row = await tx.row(FIRST, petition_id)
    if row is None:
        raise LookupError(f"petition {petition_id} was registered without a clock")
    return Deadline(**row)
