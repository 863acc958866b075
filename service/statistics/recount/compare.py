"""Ledger against register: every measure under every dimension at once, in one statement."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from asyncpg import Record

from service.desk.kit import Desk
from service.rulebook.measures import Measure
from service.statistics.recount import of_matters, of_petitions
from service.statistics.recount.about import DIMENSIONS, WITH
from service.storage.transaction import ReadTx

SHOWN = 1_000  # differing cells of one comparison: where there are more, the totals tell how many

# What stands counts from the beginning; what happens, in the days that are asked for. $1, $2: the days, $3: the bureau.
_STOCKS = "'in_hand', 'overdue'"
_COLUMNS = ", ".join(("measure", "kind", "business_on", "quantity", *DIMENSIONS))
_UNDER = ", ".join(("measure", "kind", "month", *DIMENSIONS))


def _compared(then: str) -> str:
    """What becomes of the cells under which both counts stand."""
    return f"""
WITH {WITH},
register ({_COLUMNS}) AS ({" UNION ALL ".join((*of_petitions.SOURCES, *of_matters.SOURCES))}),
line AS (
    SELECT {_COLUMNS}, true AS in_ledger FROM posting WHERE measure <> 'recount_differences'
    UNION ALL
    SELECT {_COLUMNS}, false FROM register
),
cell AS (
    SELECT measure, kind, CASE WHEN measure NOT IN ({_STOCKS}) THEN to_char(business_on, 'YYYY-MM') END AS month,
           {", ".join(DIMENSIONS)},
           coalesce(sum(quantity) FILTER (WHERE in_ledger), 0)::bigint AS ledger,
           coalesce(sum(quantity) FILTER (WHERE NOT in_ledger), 0)::bigint AS recounted
    FROM line
    WHERE business_on <= $2 AND (business_on >= $1 OR measure IN ({_STOCKS}))
    GROUP BY {_UNDER}
)
{then}
"""  # noqa: S608 - constants only


TOTALS = _compared("""
SELECT measure, sum(ledger)::bigint AS ledger, sum(recounted)::bigint AS recounted,
       count(*) FILTER (WHERE ledger <> 0 OR recounted <> 0) AS cells,
       sum(abs(ledger - recounted))::bigint AS difference
FROM cell GROUP BY measure
""")

DIFFERING = _compared("SELECT * FROM cell WHERE ledger <> recounted AND measure = ANY($4::text[]) LIMIT $5")


@dataclass(frozen=True, slots=True)
class Differing:
    """A cell at which the two counts disagree: where it is, and both."""

    under: dict[str, Any]
    ledger: int
    recounted: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure counted twice. `difference`: cell by cell, so that opposite errors do not cancel out."""

    measure: Measure
    ledger: int
    recounted: int
    cells: int
    difference: int
    differing: tuple[Differing, ...] = ()


async def recount(first: date, last: date, *, desk: Desk) -> list[Comparison]:
    """Every measure, counted twice on one snapshot; those of which there is nothing, too."""
    async with desk.snapshot() as tx:
        return await compared(tx, first, last, desk.bureau.code)


async def compared(tx: ReadTx, first: date, last: date, bureau: str) -> list[Comparison]:
    """The same for one who has a snapshot."""
    totals = {row["measure"]: row for row in await tx.rows(TOTALS, first, last, bureau)}
    wrong = [measure for measure, row in totals.items() if row["difference"]]
    rows = await tx.rows(DIFFERING, first, last, bureau, wrong, SHOWN) if wrong else []
    return [
        _comparison(measure, totals.get(measure), [row for row in rows if row["measure"] == measure])
        for measure in Measure
        if measure is not Measure.RECOUNT_DIFFERENCES
    ]


def _comparison(measure: Measure, total: Record | None, differing: list[Record]) -> Comparison:
    if total is None:
        return Comparison(measure, 0, 0, 0, 0)
    return Comparison(
        measure,
        total["ledger"],
        total["recounted"],
        total["cells"],
        total["difference"],
        tuple(
            Differing(
                {name: row[name] for name in ("kind", "month", *DIMENSIONS) if row[name] is not None},
                row["ledger"],
                row["recounted"],
            )
            for row in differing
        ),
    )
