"""Posting to the ledger, and what stands in it for what it speaks of."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from service.ledger import lines as written
from service.rulebook.postings import Posting
from service.storage.statement import Write
from service.storage.transaction import ReadTx


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
INSERT INTO posting (recorded_at, {source}, business_on, measure, kind, quantity, {written.DIMENSIONS})
SELECT moment.recorded_at, line.*
FROM (SELECT clock_timestamp() AS recorded_at OFFSET 0) AS moment, {written.UNNESTED} AS line
"""  # noqa: S608 - the only things put in are names of columns


POST = {source: _post(source) for source in Source}
STANDING = {source: written.standing(source, "posting") for source in Source}


def post(source: Source, lines: Mapping[int, Sequence[Posting]]) -> Write:
    """Append these lines, by the id of what each speaks of."""
    return Write(POST[source], written.columns(lines))


async def standing(tx: ReadTx, source: Source, source_ids: Sequence[int]) -> dict[int, list[Posting]]:
    """What the ledger says after all its corrections: the lines whose quantities do not cancel out."""
    return written.by_source(await tx.rows(STANDING[source], list(source_ids)))
