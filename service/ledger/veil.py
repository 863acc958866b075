"""The veil over the ledger: lines that, added to those that are not confidential, give what outsiders are told.

Which lines those are is decided in `rulebook.openly`. It hangs in the transaction of the fact, as the ledger does.
"""

from collections.abc import Mapping, Sequence

from service.ledger import lines as written
from service.rulebook.postings import Posting
from service.storage.statement import Write
from service.storage.transaction import ReadTx

# The moment of what the same transaction has put into the ledger, where that went before: no `as_of` may fall between
# what is taken out there and put back here. With a registration it goes as one statement; it hides what is undecided.
HANG = f"""
INSERT INTO veil_posting (recorded_at, petition_id, business_on, measure, kind, quantity, {written.DIMENSIONS})
SELECT coalesce((SELECT max(recorded_at) FROM posting WHERE petition_id = line.petition_id AND recorded_at >= now()),
                moment.recorded_at), line.*
FROM (SELECT clock_timestamp() AS recorded_at OFFSET 0) AS moment, {written.UNNESTED} AS line (petition_id)
"""  # noqa: S608 - the only things put in are names of columns

STANDING = written.standing("petition_id", "veil_posting")


def hang(lines: Mapping[int, Sequence[Posting]]) -> Write:
    """Append these lines, by the id of their petition."""
    return Write(HANG, written.columns(lines))


async def standing(tx: ReadTx, petition_ids: Sequence[int]) -> dict[int, list[Posting]]:
    """What hangs over these petitions, after all its corrections."""
    return written.by_source(await tx.rows(STANDING, list(petition_ids)))
