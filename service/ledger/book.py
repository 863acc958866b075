"""Posting to the ledger, and what stands in it for one petition."""

from collections.abc import Sequence

from service.rulebook.postings import Dimensions, Posting
from service.rulebook.vocabulary import Channel, Measure, Purpose, Route
from service.storage.statement import Write
from service.storage.transaction import ReadTx

# One moment for all lines of an event, taken after its transaction has begun: that is what makes `as_of` final (see
# docs/decisions/0006). OFFSET 0 keeps the planner from evaluating the clock once per line.
POST = """
INSERT INTO posting (petition_id, recorded_at, business_on, measure, quantity,
                     channel, content_class, division, organ, purpose, route, joint)
SELECT $1, moment.recorded_at, line.*
FROM (SELECT clock_timestamp() AS recorded_at OFFSET 0) AS moment, unnest($2::date[], $3::text[], $4::int[],
    $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::bool[]) AS line
"""

STANDING = """
SELECT business_on, measure, sum(quantity)::int AS quantity,
       channel, content_class, division, organ, purpose, route, joint
FROM posting
WHERE petition_id = $1
GROUP BY business_on, measure, channel, content_class, division, organ, purpose, route, joint
HAVING sum(quantity) <> 0
ORDER BY measure, business_on
"""


def post(petition_id: int, lines: Sequence[Posting]) -> Write:
    """Append these lines for one petition."""
    return Write(
        POST,
        (
            petition_id,
            [line.business_on for line in lines],
            [line.measure for line in lines],
            [line.quantity for line in lines],
            [line.dimensions.channel for line in lines],
            [line.dimensions.content_class for line in lines],
            [line.dimensions.division for line in lines],
            [line.dimensions.organ for line in lines],
            [line.dimensions.purpose for line in lines],
            [line.dimensions.route for line in lines],
            [line.dimensions.joint for line in lines],
        ),
    )


async def standing(tx: ReadTx, petition_id: int) -> list[Posting]:
    """What the ledger says of a petition after all its corrections: the lines whose quantities do not cancel out."""
    return [
        Posting(
            Measure(row["measure"]),
            row["quantity"],
            row["business_on"],
            Dimensions(
                Channel(row["channel"]),
                row["content_class"],
                row["division"],
                row["organ"],
                Purpose(row["purpose"]) if row["purpose"] else None,
                Route(row["route"]) if row["route"] else None,
                row["joint"],
            ),
        )
        for row in await tx.rows(STANDING, petition_id)
    ]
