"""Posting to the ledger, and what stands in it for what it speaks of."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from asyncpg import Record

from service.rulebook.measures import Measure
from service.rulebook.postings import Dimensions, Posting
from service.storage.statement import Write
from service.storage.transaction import ReadTx

_DIMENSIONS = ", ".join(Dimensions.__slots__)


class Source(StrEnum):
    """What a line speaks of: the column that names it."""

    PETITION = "petition_id"
    SUPERVISION = "supervision_id"
    MASS_ISSUE = "mass_issue_id"
    RECOUNT = "recount_id"


def _post(source: Source) -> str:
    # One moment for all lines of an event, taken after its transaction has begun: that is what makes `as_of` final (see
    # docs/decisions/0006). OFFSET 0 keeps the planner from evaluating the clock once per line.
    return f"""
INSERT INTO posting (recorded_at, {source}, business_on, measure, kind, quantity, {_DIMENSIONS})
SELECT moment.recorded_at, line.*
FROM (SELECT clock_timestamp() AS recorded_at OFFSET 0) AS moment, unnest($1::bigint[], $2::date[], $3::text[],
    $4::text[], $5::int[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[],
    $13::bool[], $14::bool[], $15::bool[]) AS line
"""  # noqa: S608 - the only things put in are names of columns


def _standing(source: Source) -> str:
    return f"""
SELECT {source} AS source_id, business_on, measure, kind, sum(quantity)::int AS quantity, {_DIMENSIONS}
FROM posting
WHERE {source} = ANY($1::bigint[])
GROUP BY {source}, business_on, measure, kind, {_DIMENSIONS}
HAVING sum(quantity) <> 0
"""  # noqa: S608 - likewise


POST = {source: _post(source) for source in Source}
STANDING = {source: _standing(source) for source in Source}


def post(source: Source, lines: Mapping[int, Sequence[Posting]]) -> Write:
    """Append these lines, by the id of what each speaks of."""
    flat = [(source_id, line) for source_id, many in lines.items() for line in many]
    under = [[getattr(line.dimensions, name) for _, line in flat] for name in Dimensions.__slots__]
    return Write(
        POST[source],
        (
            [source_id for source_id, _ in flat],
            [line.business_on for _, line in flat],
            [line.measure for _, line in flat],
            [line.kind for _, line in flat],
            [line.quantity for _, line in flat],
            *under,
        ),
    )


async def standing(tx: ReadTx, source: Source, source_ids: Sequence[int]) -> dict[int, list[Posting]]:
    """What the ledger says after all its corrections: the lines whose quantities do not cancel out."""
    found: dict[int, list[Posting]] = {}
    for row in await tx.rows(STANDING[source], list(source_ids)):
        found.setdefault(row["source_id"], []).append(_posting(row))
    return found


def _posting(row: Record) -> Posting:
    under = Dimensions(**{name: row[name] for name in Dimensions.__slots__})
    return Posting(Measure(row["measure"]), row["quantity"], row["business_on"], under, row["kind"])
