"""The SQL of the statistics: what the ledger said, as of a moment."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from service.rulebook.measures import Measure
from service.statistics.dimensions import DIMENSIONS, UNKNOWN
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


async def sums(tx: ReadTx, wanted: Wanted) -> list[Sum]:
    """What the ledger said of it, in one statement: the parts of a figure come from one state."""
    sql, args = _statement(wanted)
    width = len(wanted.by)
    return [
        Sum(tuple(row[:width]), Measure(row["measure"]), row["kind"], tuple(row[width + 2 : -1]), row["quantity"])
        for row in await tx.rows(sql, *args)
    ]


def _statement(wanted: Wanted) -> tuple[str, list[Any]]:
    """Only names from `DIMENSIONS` become part of the text; everything a caller wrote travels as an argument."""
    args: list[Any] = [wanted.as_of, wanted.last, list(wanted.measures)]
    where = ["recorded_at <= $1", "business_on <= $2", "measure = ANY($3)"]
    if wanted.first is not None:
        args.append(wanted.first)
        where.append(f"business_on >= ${len(args)}")
    for name, codes in wanted.filters:
        args.append(list(codes))
        where.append(f"coalesce({DIMENSIONS[name].expression}, '{UNKNOWN}') = ANY(${len(args)})")
    columns = [
        *(f"{DIMENSIONS[name].expression} AS k{at}" for at, name in enumerate(wanted.by)),
        "measure",
        "kind" if wanted.kinds else "NULL::text AS kind",
        *(f"{DIMENSIONS[name].expression} AS s{at}" for at, name in enumerate(wanted.scopes)),
    ]
    places = ", ".join(str(at) for at in range(1, len(columns) + 1))
    sql = f"""
SELECT {", ".join(columns)}, sum(quantity)::bigint AS quantity
FROM posting WHERE {" AND ".join(where)}
GROUP BY {places} HAVING sum(quantity) <> 0
"""  # noqa: S608 - see above
    return sql, args
