"""On which days the ledger was recounted, and what was found."""

from dataclasses import dataclass
from datetime import date, datetime

from service.storage.statement import Write
from service.storage.transaction import ReadTx

FINISH = """
INSERT INTO recount (on_day, cells, difference) VALUES ($1, $2, $3)
ON CONFLICT (on_day) DO UPDATE SET cells = $2, difference = $3, finished_at = now()
"""

LAST = "SELECT on_day, cells, difference, finished_at FROM recount ORDER BY on_day DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class Recounted:
    """A recount that was made: of how many cells, and how far they were off."""

    on_day: date
    cells: int
    difference: int
    finished_at: datetime


def finish(on: date, cells: int, difference: int) -> Write:
    """Note what the recount of a day found; made again on that day, the later one stands."""
    return Write(FINISH, (on, cells, difference))


async def last(tx: ReadTx) -> Recounted | None:
    """The last one; None before the first."""
    row = await tx.row(LAST)
    return None if row is None else Recounted(**row)
