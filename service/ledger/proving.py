"""Pages are proven: what the lines of each come to is made again and compared with its totals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from service.ledger.books import DECLARATION
from service.ledger.cuts import CUTS
from service.ledger.pages import FIELDS, LINES, LONG, lengthened, totals
from service.storage.transaction import ReadTx

# Pages of another declaration are read by nobody, and go.
PAGES = "SELECT id, level, since, until FROM ledger_page WHERE cuts = $1 ORDER BY level, since"

ORPHANS = """
SELECT DISTINCT page_id FROM page_total WHERE NOT EXISTS (SELECT FROM ledger_page WHERE id = page_id) LIMIT 1000
"""

_COLUMNS = f"cut, grain, measure, business_on, kind, {FIELDS}, quantity::bigint"


def _differing(level: int) -> str:
    made = totals(cut for cut in CUTS if cut.smallest_level <= level)
    return f"""
WITH {LINES}, finest (cut, grain, measure, business_on, kind, {FIELDS}, quantity) AS MATERIALIZED (
    {made}
), should AS MATERIALIZED (
    SELECT {_COLUMNS} FROM finest
    UNION ALL SELECT {_COLUMNS} FROM ({lengthened("finest", "$4")}) AS longer
), stands AS MATERIALIZED (SELECT {_COLUMNS} FROM page_total WHERE page_id = $1)
SELECT EXISTS (SELECT * FROM should EXCEPT ALL SELECT * FROM stands)
    OR EXISTS (SELECT * FROM stands EXCEPT ALL SELECT * FROM should)
"""  # noqa: S608 - the only things put in are names of columns


DIFFERING = {level: _differing(level) for level in (0, 1)}  # whatever is larger has the cuts of the second


@dataclass(frozen=True, slots=True)
class Page:
    """A closed stretch of recorded time."""

    id: int
    level: int
    since: datetime
    until: datetime


async def every(tx: ReadTx) -> Sequence[Page]:
    """The pages that questions are answered from."""
    return [Page(**row) for row in await tx.rows(PAGES, DECLARATION)]


async def differs(tx: ReadTx, page: Page) -> bool:
    """Whether the totals of a page are others than those of its lines."""
    long = page.until - page.since > LONG
    return bool(await tx.value(DIFFERING[min(page.level, 1)], page.id, page.since, page.until, long))


async def orphans(tx: ReadTx) -> Sequence[int]:
    """Pages of which there are totals and nothing else."""
    return [row["page_id"] for row in await tx.rows(ORPHANS)]
