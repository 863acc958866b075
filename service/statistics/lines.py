"""The SQL over single lines of the ledger: whose they are, and which came later."""

from dataclasses import dataclass
from datetime import date, datetime

from service.rulebook.measures import Measure
from service.rulebook.postings import Dimensions
from service.statistics.dimensions import DIMENSIONS
from service.statistics.queries import Sum, Wanted, kind_of, limited, places
from service.storage.transaction import ReadTx

_UNDER = tuple(Dimensions.__slots__)
_FACTS = ", ".join(("recorded_at", "business_on", "measure", "kind", "quantity", *_UNDER))
_VEIL = f"SELECT 1 AS book, petition_id AS source_id, {_FACTS} FROM veil_posting"  # noqa: S608 - constants
_LEDGER = f"""
SELECT CASE WHEN petition_id IS NOT NULL THEN 1 WHEN supervision_id IS NOT NULL THEN 2
            WHEN mass_issue_id IS NOT NULL THEN 3 ELSE 4 END AS book,
       coalesce(petition_id, supervision_id, mass_issue_id, recount_id) AS source_id, {_FACTS}
FROM posting
"""  # noqa: S608 - likewise

BOOKS = {1: "petition", 2: "supervision", 3: "mass_issue", 4: "recount"}
Source = tuple[int, int]  # a book and an id in it
BEFORE_ALL: Source = (0, 0)


@dataclass(frozen=True, slots=True)
class Case:
    """What one source has in a figure. `number` is a petition's."""

    source: Source
    number: str | None
    sums: tuple[Sum, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """By how much a source's share changed under these codes, all things that happened meanwhile taken together."""

    source: Source
    recorded_at: datetime
    measure: Measure
    business_on: date
    kind: str | None
    under: Dimensions
    quantity: int


async def cases(tx: ReadTx, wanted: Wanted, *, openly: bool, after: Source, limit: int) -> list[Case]:
    """Whose lines a figure is made of, in the order of their sources, so many from there."""
    where, args = limited(wanted)
    keys = [f"{DIMENSIONS[name].expression} AS c{at}" for at, name in enumerate(wanted.scopes)]
    sql = f"""
WITH line AS (
    SELECT {", ".join(["book", "source_id", "measure", kind_of(wanted), *keys])}, sum(quantity)::bigint AS quantity
    FROM ({_book(openly)}) AS line
    WHERE {where} AND (book, source_id) > (${len(args) + 1}::int, ${len(args) + 2}::bigint)
    GROUP BY {places(4 + len(keys))} HAVING sum(quantity) <> 0
), page AS (SELECT DISTINCT book, source_id FROM line ORDER BY 1, 2 LIMIT ${len(args) + 3})
SELECT petition.number, line.* FROM line JOIN page USING (book, source_id)
LEFT JOIN petition ON book = 1 AND petition.id = source_id
ORDER BY book, source_id, measure, kind
"""  # noqa: S608 - only names of `DIMENSIONS` become part of the text
    found: dict[Source, tuple[str | None, list[Sum]]] = {}
    for row in await tx.rows(sql, *args, *after, limit):
        source = row["book"], row["source_id"]
        one = Sum((), Measure(row["measure"]), row["kind"], tuple(row[5:-1]), row["quantity"])
        found.setdefault(source, (row["number"], []))[1].append(one)
    return [Case(source, number, tuple(sums)) for source, (number, sums) in found.items()]


async def changes(tx: ReadTx, wanted: Wanted, since: datetime, *, openly: bool) -> list[Change]:
    """What came to what was asked for after a moment, net by source; of a move both ends, wherever the other lies.

    Net, and at the earliest moment: what is taken out and put back at once must not show.
    """
    inside, args = limited(wanted)
    sql = f"""
WITH line AS (
    SELECT * FROM ({_book(openly)}) AS line
    WHERE measure = ANY($2) AND recorded_at <= $1 AND recorded_at > ${len(args) + 1}
), net AS (
    SELECT book, source_id, min(recorded_at) AS recorded_at, measure, business_on, kind, {", ".join(_UNDER)},
           sum(quantity)::int AS quantity
    FROM line GROUP BY book, source_id, measure, business_on, kind, {", ".join(_UNDER)} HAVING sum(quantity) <> 0
)
SELECT * FROM net WHERE (book, source_id) IN (SELECT book, source_id FROM net WHERE {inside})
ORDER BY book, source_id, measure, business_on, kind, quantity
"""  # noqa: S608 - likewise
    return [
        Change(
            (row["book"], row["source_id"]),
            row["recorded_at"],
            Measure(row["measure"]),
            row["business_on"],
            row["kind"],
            Dimensions(**{name: row[name] for name in _UNDER}),
            row["quantity"],
        )
        for row in await tx.rows(sql, *args, since)
    ]


def _book(openly: bool) -> str:
    return f"{_LEDGER} WHERE NOT confidential UNION ALL {_VEIL}" if openly else _LEDGER
