"""How lines stand in the tables that keep them: the ledger, and the veil over it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from asyncpg import Record

from service.rulebook.measures import Measure
from service.rulebook.postings import Dimensions, Posting

DIMENSIONS = ", ".join(Dimensions.__slots__)

# The arrays of `columns`, as one row a line: first the id of what it speaks of.
UNNESTED = """unnest($1::bigint[], $2::date[], $3::text[],
    $4::text[], $5::int[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[],
    $13::bool[], $14::bool[], $15::bool[])"""


def columns(lines: Mapping[int, Sequence[Posting]]) -> tuple[list[Any], ...]:
    """The arguments of a statement that appends these lines, by the id of what each speaks of."""
    flat = [(source_id, line) for source_id, many in lines.items() for line in many]
    return (
        [source_id for source_id, _ in flat],
        [line.business_on for _, line in flat],
        [line.measure for _, line in flat],
        [line.kind for _, line in flat],
        [line.quantity for _, line in flat],
        *([getattr(line.dimensions, name) for _, line in flat] for name in Dimensions.__slots__),
    )


def standing(source: str, table: str) -> str:
    """The question for what stands in a table after all its corrections, of those that the column `source` names."""
    return f"""
SELECT {source} AS source_id, business_on, measure, kind, sum(quantity)::int AS quantity, {DIMENSIONS}
FROM {table}
WHERE {source} = ANY($1::bigint[])
GROUP BY {source}, business_on, measure, kind, {DIMENSIONS}
HAVING sum(quantity) <> 0
"""  # noqa: S608 - the only things put in are names of columns and tables


def by_source(rows: Iterable[Record]) -> dict[int, list[Posting]]:
    """The lines of such an answer, by the id of what they speak of."""
    found: dict[int, list[Posting]] = {}
    for row in rows:
        under = Dimensions(**{name: row[name] for name in Dimensions.__slots__})
        line = Posting(Measure(row["measure"]), row["quantity"], row["business_on"], under, row["kind"])
        found.setdefault(row["source_id"], []).append(line)
    return found
