"""The veil over the ledger: lines that, added to those that are not confidential, give what outsiders are told.

Which lines those are is decided in `rulebook.openly`. It hangs in the transaction of the fact, as the ledger does.
"""

from collections.abc import Mapping, Sequence

from service.rulebook.measures import Measure
from service.rulebook.postings import Dimensions, Posting
from service.storage.statement import Write
from service.storage.transaction import ReadTx

_DIMENSIONS = ", ".join(Dimensions.__slots__)

# The moment of what the same transaction has put into the ledger, where that went before: no `as_of` may fall between
# what is taken out there and put back here. With a registration it goes as one statement; it hides what is undecided.
HANG = f"""
INSERT INTO veil_posting (recorded_at, petition_id, business_on, measure, kind, quantity, {_DIMENSIONS})
SELECT coalesce((SELECT max(recorded_at) FROM posting WHERE petition_id = line.petition_id AND recorded_at >= now()),
                moment.recorded_at), line.*
FROM (SELECT clock_timestamp() AS recorded_at OFFSET 0) AS moment, unnest($1::bigint[], $2::date[], $3::text[],
    $4::text[], $5::int[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[],
    $13::bool[], $14::bool[], $15::bool[]) AS line (petition_id)
"""  # noqa: S608 - the only things put in are names of columns

STANDING = f"""
SELECT petition_id, business_on, measure, kind, sum(quantity)::int AS quantity, {_DIMENSIONS}
FROM veil_posting WHERE petition_id = ANY($1::bigint[])
GROUP BY petition_id, business_on, measure, kind, {_DIMENSIONS} HAVING sum(quantity) <> 0
"""  # noqa: S608 - likewise


def hang(lines: Mapping[int, Sequence[Posting]]) -> Write:
    """Append these lines, by the id of their petition."""
    flat = [(petition_id, line) for petition_id, many in lines.items() for line in many]
    return Write(
        HANG,
        (
            [petition_id for petition_id, _ in flat],
            [line.business_on for _, line in flat],
            [line.measure for _, line in flat],
            [line.kind for _, line in flat],
            [line.quantity for _, line in flat],
            *([getattr(line.dimensions, name) for _, line in flat] for name in Dimensions.__slots__),
        ),
    )


async def standing(tx: ReadTx, petition_ids: Sequence[int]) -> dict[int, list[Posting]]:
    """What hangs over these petitions, after all its corrections."""
    found: dict[int, list[Posting]] = {}
    for row in await tx.rows(STANDING, list(petition_ids)):
        under = Dimensions(**{name: row[name] for name in Dimensions.__slots__})
        line = Posting(Measure(row["measure"]), row["quantity"], row["business_on"], under, row["kind"])
        found.setdefault(row["petition_id"], []).append(line)
    return found
