"""The SQL of the statistics: questions to the ledger, each answered in one statement, totals with their parts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from service.statistics.dimensions import DIMENSIONS, UNKNOWN
from service.statistics.question import Question
from service.storage.transaction import ReadTx

WATERMARK = """
SELECT id, recorded_at FROM posting WHERE recorded_at <= $1 ORDER BY recorded_at DESC, id DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Watermark:
    """The last line of the ledger that was counted; None before the first."""

    posting: int | None
    recorded_at: datetime | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure: the codes it stands under (None: unknown) and the sums of the measures asked for."""

    keys: tuple[str | None, ...]
    sums: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The answer: the total and its parts, from one statement and so from one state of the ledger."""

    total: Cell
    cells: tuple[Cell, ...]


async def watermark(tx: ReadTx, as_of: datetime) -> Watermark:
    """The last line recorded by then."""
    row = await tx.row(WATERMARK, as_of)
    return Watermark(None, None) if row is None else Watermark(row["id"], row["recorded_at"])


async def count(tx: ReadTx, question: Question, as_of: datetime) -> Table:
    """The figures, as they were recorded at `as_of`."""
    sql, args = _statement(question, as_of)
    rows = await tx.rows(sql, *args)
    width = len(question.by)
    cells = [
        (row["is_total"], Cell(tuple(row[:width]), tuple(row[f"m{n}"] or 0 for n in range(_measures(question)))))
        for row in rows
    ]
    total = next(cell for is_total, cell in cells if is_total)
    return Table(total, tuple(cell for is_total, cell in cells if not is_total and any(cell.sums)))


def _measures(question: Question) -> int:
    return len(question.indicator.measures)


def _statement(question: Question, as_of: datetime) -> tuple[str, list[Any]]:
    """Only names from `DIMENSIONS` become part of the text; everything a caller wrote travels as an argument."""
    args: list[Any] = [as_of, question.last, list(question.indicator.measures)]
    where = ["recorded_at <= $1", "business_on <= $2", "measure = ANY($3)"]
    if question.first is not None:
        args.append(question.first)
        where.append(f"business_on >= ${len(args)}")
    for name, codes in question.filters:
        args.append(list(codes))
        where.append(f"coalesce({DIMENSIONS[name].expression}, '{UNKNOWN}') = ANY(${len(args)})")
    sums = []
    for position, measure in enumerate(question.indicator.measures):
        args.append(measure)
        sums.append(f"sum(quantity) FILTER (WHERE measure = ${len(args)}) AS m{position}")
    keys = [f"{DIMENSIONS[name].expression} AS k{position}" for position, name in enumerate(question.by)]
    names = ", ".join(f"k{position}" for position in range(len(keys)))
    is_total = f"grouping({names}) = {2 ** len(keys) - 1}" if keys else "true"
    order = f"ORDER BY {names}" if keys else ""
    sets = f"GROUP BY GROUPING SETS (({names}), ())" if keys else ""
    source = ", ".join([*keys, "measure", "quantity"])
    sql = f"""
SELECT {", ".join([*(f"k{n}" for n in range(len(keys))), f"{is_total} AS is_total", *sums])}
FROM (SELECT {source} FROM posting WHERE {" AND ".join(where)}) AS line
{sets} {order}
"""  # noqa: S608 - see above
    return sql, args
