"""The pages of the ledger: which there are, and what stands on them in totals."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from service.ledger.books import DECLARATION, Book
from service.ledger.cuts import COLUMNS, CUTS, Cut, Finest, Grain
from service.storage.schemas import own
from service.storage.statement import Write
from service.storage.transaction import ReadTx, Tx

LONG = timedelta(days=60)  # pages of more than that are totalled by longer grains too; others hold little of any

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)  # where the first page starts: before any line

_TURN = own("hashtext('xinfang ledger_page')")
# Whoever binds writes no line, so it must not hold back the moment up to which lines are final, as a writer would.
_UNDER_ITS_NAME = "set_config('application_name', 'xinfang-binder', true), set_config('work_mem', '64MB', true)"
TAKE_TURN = f"SELECT pg_try_advisory_xact_lock({_TURN}), {_UNDER_ITS_NAME}"
AWAIT_TURN = f"SELECT {_UNDER_ITS_NAME}, pg_advisory_xact_lock({_TURN})"

END = "SELECT max(until) FROM ledger_page WHERE level = $1 AND cuts = $2"

_WAITING = " UNION ALL ".join(
    f"(SELECT recorded_at FROM {book.table} WHERE recorded_at > $1 AND recorded_at <= $2 ORDER BY 1 LIMIT $3 + 1)"  # noqa: S608 - names of tables
    for book in Book
)
# The moment of the last line of a full page, if that moment is final; lines of the same moment stay together.
FULL = f"SELECT recorded_at FROM ({_WAITING}) AS line ORDER BY recorded_at OFFSET $3 LIMIT 1"  # noqa: S608 - likewise

# Where somebody has taken a page out of their row, they are not gathered: the larger one would pass over its lines.
GATHERABLE = """
SELECT array_agg(id) AS ids, min(since) AS since, max(until) AS until
FROM (
    SELECT id, since, until FROM ledger_page WHERE level = $1 AND cuts = $2 AND since >= $3 ORDER BY since LIMIT $4
) AS page
HAVING count(*) = $4 AND sum(until - since) = max(until) - min(since)
"""

OPEN = "INSERT INTO ledger_page (level, since, until, cuts) VALUES ($1, $2, $3, $4) RETURNING id"

FOREIGN = "SELECT id FROM ledger_page WHERE cuts <> $1 ORDER BY until DESC"
EVERY = "SELECT id FROM ledger_page ORDER BY until DESC"

# The totals go with their page. Whoever reads at the same time sees both or neither.
DROP = """
WITH gone AS (DELETE FROM ledger_page WHERE id = $1) DELETE FROM page_total WHERE page_id = $1
"""

FIELDS = ", ".join(COLUMNS)
_TOTAL = f"page_id, cut, grain, measure, business_on, kind, {FIELDS}, quantity, nth"
_NTH = "row_number() OVER (ORDER BY cut, grain, measure, business_on)"

_PERIODS = {
    Finest.DAY: "business_on",
    Finest.TEN_DAYS: """
date_trunc('month', business_on::timestamp)::date + 10 * least((extract(day FROM business_on)::int - 1) / 10, 2)
""",
    Finest.MONTH: "date_trunc('month', business_on::timestamp)::date",
}
_BY_MONTH = ", ".join(str(book.number(cut)) for book in Book for cut in CUTS if cut.finest is Finest.MONTH)


def _totalled(book: Book, cut: Cut) -> str:
    kept = cut.columns
    period = _PERIODS[cut.finest]
    keys = [period, "measure", "kind", *kept.values()]
    fields = [
        kept.get(name, f"NULL::{'bool' if name in ('repeat', 'joint', 'confidential') else 'text'}") for name in COLUMNS
    ]
    return f"""
SELECT {book.number(cut)}::smallint AS cut, {Grain.FINEST:d}::smallint AS grain, measure, {period} AS business_on, kind,
       {", ".join(fields)}, sum(quantity) AS quantity
FROM line_of_{book.table} GROUP BY {", ".join(keys)} HAVING sum(quantity) <> 0
"""  # noqa: S608 - the only things put in are names of columns


# The lines of a page that reaches from $2 to $3, for `totals`.
LINES = ", ".join(
    f"""line_of_{book.table} AS MATERIALIZED (
    SELECT measure, business_on, kind, quantity, {FIELDS}
    FROM {book.table} WHERE recorded_at > $2 AND recorded_at <= $3
)"""  # noqa: S608 - likewise
    for book in Book
)


def totals(cuts: Iterable[Cut]) -> str:
    """The SQL of what these lines of both books come to under some cuts."""
    return "UNION ALL".join(_totalled(book, cut) for cut in cuts for book in Book)


def _from_lines(cuts: tuple[Cut, ...]) -> str:
    return f"""
INSERT INTO page_total ({_TOTAL})
WITH {LINES}
SELECT $1::bigint, total.*, {_NTH} FROM ({totals(cuts)}) AS total ORDER BY {_NTH}
"""  # noqa: S608 - likewise


# What a page of each level takes from the lines themselves; everything else comes from the pages it gathers.
TOTAL = {
    level: _from_lines(cuts) for level in (0, 1) if (cuts := tuple(cut for cut in CUTS if cut.smallest_level == level))
}

GATHER = f"""
INSERT INTO page_total ({_TOTAL})
SELECT $1::bigint, total.*, {_NTH}
FROM (
    SELECT cut, grain, measure, business_on, kind, {FIELDS}, sum(quantity) AS quantity
    FROM page_total WHERE page_id = ANY($2) AND grain = {Grain.FINEST:d}
    GROUP BY cut, grain, measure, business_on, kind, {FIELDS}
    HAVING sum(quantity) <> 0
) AS total
ORDER BY {_NTH}
"""  # noqa: S608 - likewise


def lengthened(of: str, where: str) -> str:
    """The SQL of what these totals come to by month and year."""
    return f"""
SELECT cut, longer.grain, measure, date_trunc(longer.unit, business_on::timestamp)::date AS business_on, kind,
       {FIELDS}, sum(quantity) AS quantity
FROM {of}
CROSS JOIN (VALUES ({Grain.MONTH:d}::smallint, 'month'), ({Grain.YEAR:d}::smallint, 'year')) AS longer (grain, unit)
WHERE {where} AND NOT (longer.unit = 'month' AND cut IN ({_BY_MONTH}))
GROUP BY cut, longer.grain, measure, date_trunc(longer.unit, business_on::timestamp), kind, {FIELDS}
HAVING sum(quantity) <> 0
"""  # noqa: S608 - likewise


LENGTHEN = f"""
INSERT INTO page_total ({_TOTAL})
SELECT $1::bigint, total.*, {_NTH} FROM ({lengthened("page_total", "page_id = $1")}) AS total ORDER BY {_NTH}
"""  # noqa: S608 - likewise


@dataclass(frozen=True, slots=True)
class Stretch:
    """Recorded time after `since`, up to and with `until`; of a page to be gathered, with the pages it repeats."""

    since: datetime
    until: datetime
    of: tuple[int, ...] = ()


async def take_turn(tx: Tx) -> bool:
    """Whether this transaction is the one that binds; until it ends, nobody else does."""
    row = await tx.row(TAKE_TURN)
    return bool(row and row[0])


async def full(tx: Tx, settled: datetime, lines: int) -> Stretch | None:
    """The next smallest page, where so many lines wait for it that are final; its lines of one moment are together."""
    since = await _end(tx, 0)
    until = await tx.value(FULL, since, settled, lines - 1)
    return None if until is None else Stretch(since, until)


async def gatherable(tx: Tx, level: int, fan: int) -> Stretch | None:
    """The next page of a level, where so many pages of the level below wait for it."""
    row = await tx.row(GATHERABLE, level - 1, DECLARATION, await _end(tx, level), fan)
    return None if row is None else Stretch(row["since"], row["until"], tuple(row["ids"]))


async def close(tx: Tx, level: int, stretch: Stretch) -> None:
    """Make a page of this stretch and write what it comes to."""
    page: int = await tx.value(OPEN, level, stretch.since, stretch.until, DECLARATION)
    if level in TOTAL:
        tx.write(Write(TOTAL[level], (page, stretch.since, stretch.until)))
    if stretch.of:
        tx.write(Write(GATHER, (page, list(stretch.of))))
    if stretch.until - stretch.since > LONG:
        await tx.rows(LENGTHEN, page)  # what was written before is read again


async def foreign(tx: ReadTx) -> list[int]:
    """The pages that another declaration of cuts has made, the newest first."""
    return [row["id"] for row in await tx.rows(FOREIGN, DECLARATION)]


async def every(tx: ReadTx) -> list[int]:
    """All pages, the newest first."""
    return [row["id"] for row in await tx.rows(EVERY)]


async def drop(tx: Tx, page: int) -> None:
    """Forget a page and its totals, when nobody else is at the pages."""
    await tx.value(AWAIT_TURN)
    tx.write(Write(DROP, (page,)))


async def _end(tx: Tx, level: int) -> datetime:
    end: datetime | None = await tx.value(END, level, DECLARATION)
    return end or BEGINNING
