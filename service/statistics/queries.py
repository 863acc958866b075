"""The SQL of the statistics: what the ledger said, as of a moment."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from asyncpg import Record

from service.desk.kit import local_date
from service.ledger.books import DECLARATION, Book
from service.ledger.cuts import COLUMNS, Cut, Finest, Grain, cut_for
from service.ledger.pages import BEGINNING, LONG
from service.rulebook.measures import Measure
from service.statistics.dimensions import DIMENSIONS, UNKNOWN
from service.statistics.spans import laid_out
from service.storage.transaction import ReadTx

WATERMARK = """
SELECT id, recorded_at FROM posting WHERE recorded_at <= $1 ORDER BY recorded_at DESC, id DESC LIMIT 1
"""

_FINEST = {"day": Finest.DAY, "ten_days": Finest.TEN_DAYS}  # how finely totals have to tell it; all others by the month

# The longest totals from which a period can still be read.
_COARSEST = {
    "year": Grain.YEAR,
    "quarter": Grain.MONTH,
    "month": Grain.MONTH,
    "ten_days": Grain.FINEST,
    "day": Grain.FINEST,
}

_LINE = f"measure, business_on, kind, {', '.join(COLUMNS)}"


def _paged(book: Book) -> str:
    """Everything recorded up to $1: page by page, each the longest that begins where the one before has ended; then the
    lines behind the last page. All from one snapshot, so it does not matter who binds meanwhile.

    The OFFSETs keep the planner from doing anything else than asking an index once for each of a few pages and spans.
    Lines at ragged edges are asked for day by day: so the index tells those that were recorded by then from others.
    """
    return f"""
WITH RECURSIVE page AS (
    SELECT 0::bigint AS id, false AS long, '{BEGINNING}'::timestamptz AS until
    UNION ALL
    SELECT next.id, next.until - page.until > '{LONG}', next.until
    FROM page CROSS JOIN LATERAL (
        SELECT id, until FROM ledger_page
        WHERE cuts = $5 AND since = page.until AND until <= $1 AND level >= $6
        ORDER BY until DESC LIMIT 1
    ) AS next
), paged AS MATERIALIZED (SELECT max(until) AS until FROM page)
SELECT {_LINE}, total.quantity
FROM page
JOIN unnest($8::bool[], $9::smallint[], $10::date[], $11::date[]) AS span (long, grain, first, last)
    ON span.long = page.long
CROSS JOIN LATERAL (
    SELECT * FROM page_total
    WHERE page_id = page.id AND cut = $7 AND page_total.grain = span.grain AND measure = ANY($2)
        AND business_on BETWEEN span.first AND span.last
    OFFSET 0
) AS total
UNION ALL
SELECT {_LINE}, quantity FROM {book.table}
WHERE measure = ANY($2) AND recorded_at > (SELECT until FROM paged) AND recorded_at <= $1
    AND business_on BETWEEN $3 AND $4
UNION ALL
SELECT {_LINE}, line.quantity * edge.sign
FROM unnest($12::int[], $13::date[]) AS edge (sign, day)
CROSS JOIN LATERAL (
    SELECT * FROM {book.table}
    WHERE measure = ANY($2) AND business_on = edge.day AND recorded_at <= (SELECT until FROM paged)
    OFFSET 0
) AS line
"""  # noqa: S608 - the only things put in are names of columns and tables


PLAN_ONCE = "SELECT set_config('plan_cache_mode', 'force_generic_plan', true)"


@dataclass(frozen=True, slots=True)
class Watermark:
    """The last line of the ledger that was counted; None before the first."""

    posting: int | None
    recorded_at: datetime | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be summed: these measures over these days, cut and limited so, as it was recorded at a moment.

    `scopes` are further dimensions, and `kinds` says whether kinds, that whoever folds the sums has to tell apart.
    """

    measures: tuple[Measure, ...]
    first: date | None
    last: date
    by: tuple[str, ...]
    scopes: tuple[str, ...]
    kinds: bool
    filters: tuple[tuple[str, tuple[str, ...]], ...]
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Sum:
    """How much of a measure stands under these codes (None: unknown)."""

    keys: tuple[str | None, ...]
    measure: Measure
    kind: str | None
    scopes: tuple[str | None, ...]
    quantity: int


async def watermark(tx: ReadTx, as_of: datetime) -> Watermark:
    """The last line recorded by then."""
    row = await tx.row(WATERMARK, as_of)
    return Watermark(None, None) if row is None else Watermark(row["id"], row["recorded_at"])


async def plan_once(tx: ReadTx) -> None:
    """Let the statements of this transaction keep their plan from question to question.

    To plan a question anew takes longer than to answer it, and no value that it brings makes another plan better.
    """
    await tx.value(PLAN_ONCE)


async def sums(tx: ReadTx, wanted: Wanted) -> list[Sum]:
    """What the ledger said of it, in one statement: the parts of a figure come from one state."""
    return await _sums(tx, wanted, Book.LEDGER)


async def veiled(tx: ReadTx, wanted: Wanted) -> list[Sum]:
    """What must be added to the sums of lines that are not confidential to give what outsiders are told."""
    return await _sums(tx, wanted, Book.VEIL)


async def _sums(tx: ReadTx, wanted: Wanted, book: Book) -> list[Sum]:
    sql, args = _statement(wanted, book)
    return [summed(wanted, row) for row in await tx.rows(sql, *args)]


def summed(wanted: Wanted, row: Record) -> Sum:
    """A row of a statement that answers what was wanted."""
    width = len(wanted.by)
    return Sum(tuple(row[:width]), Measure(row["measure"]), row["kind"], tuple(row[width + 2 : -1]), row["quantity"])


def over_lines(wanted: Wanted, book: Book = Book.LEDGER) -> tuple[str, list[Any]]:
    """The statement that answers from the lines alone: what no cut tells, and what every answer is measured by."""
    where, args = limited(wanted)
    return _summing(wanted, f"{book.table} WHERE {where}"), args


def limited(wanted: Wanted) -> tuple[str, list[Any]]:
    """What limits lines to what is wanted. Its first argument is the moment, the second the measures."""
    args: list[Any] = [wanted.as_of, list(wanted.measures), wanted.first or date.min, wanted.last]
    days = "recorded_at <= $1 AND measure = ANY($2) AND business_on BETWEEN $3 AND $4"
    return days + _filtered(wanted, args), args


def kind_of(wanted: Wanted) -> str:
    """The column of kinds, empty where nobody has to tell them apart."""
    return "kind" if wanted.kinds else "NULL::text AS kind"


def places(many: int) -> str:
    """The first columns of a statement, by which it groups."""
    return ", ".join(str(at) for at in range(1, many + 1))


def _statement(wanted: Wanted, book: Book) -> tuple[str, list[Any]]:
    """From the totals where a cut tells enough, or else from the lines alone.

    Only names from `DIMENSIONS` and numbers of arguments become part of the text; everything a caller wrote travels as
    an argument.
    """
    asked = (*wanted.by, *wanted.scopes, *(name for name, _ in wanted.filters))
    finest = min((_FINEST[name] for name in wanted.by if name in _FINEST), default=Finest.MONTH)
    cut = cut_for((name for name in asked if not _is_of_every_line(name)), finest)
    return over_lines(wanted, book) if cut is None else _over_pages(wanted, book, cut)


def _over_pages(wanted: Wanted, book: Book, cut: Cut) -> tuple[str, list[Any]]:
    """The same as totals of pages, and lines only where no page was closed by then and at the ragged edges of time."""
    coarsest = min((_COARSEST[name] for name in wanted.by if name in _COARSEST), default=Grain.YEAR)
    today = local_date(wanted.as_of)
    spans, edges = laid_out(wanted.first, wanted.last, today, finest=cut.finest, coarsest=coarsest)
    args: list[Any] = [
        wanted.as_of,
        list(wanted.measures),
        wanted.first or date.min,
        wanted.last,
        DECLARATION,
        cut.smallest_level,
        book.number(cut),
        [span.long for span in spans],
        [span.grain for span in spans],
        [span.first for span in spans],
        [span.last for span in spans],
        [edge.sign for edge in edges for _ in edge.days],
        [day for edge in edges for day in edge.days],
    ]
    return _summing(wanted, f"({_paged(book)}) AS line WHERE true{_filtered(wanted, args)}"), args


def _filtered(wanted: Wanted, args: list[Any]) -> str:
    """The filters, each behind an AND; what they name is appended to the arguments."""
    where = ""
    for name, codes in wanted.filters:
        args.append(list(codes))
        where += f" AND coalesce({DIMENSIONS[name].expression}, '{UNKNOWN}') = ANY(${len(args)})"
    return where


def _summing(wanted: Wanted, source: str) -> str:
    columns = [
        *(f"{DIMENSIONS[name].expression} AS k{at}" for at, name in enumerate(wanted.by)),
        "measure",
        kind_of(wanted),
        *(f"{DIMENSIONS[name].expression} AS s{at}" for at, name in enumerate(wanted.scopes)),
    ]
    return f"""
SELECT {", ".join(columns)}, sum(quantity)::bigint AS quantity
FROM {source}
GROUP BY {places(len(columns))} HAVING sum(quantity) <> 0
"""  # noqa: S608 - see `_statement`


def _is_of_every_line(name: str) -> bool:
    return name == "kind" or DIMENSIONS[name].is_period
