"""What is over: the moment before which no row can appear any more, and how a copy knows it (decisions 0006, 0020)."""

from datetime import datetime

from service.storage.schemas import OF_SCHEMA
from service.storage.transaction import ReadTx, Tx

WRITER = "xinfang-writer"  # how the connections that may write are known to the server

# A row carries a moment that lies after the beginning of its transaction: whoever might still write an older one had
# begun before, and shows here.
SETTLED = f"""
SELECT least(statement_timestamp(), min(xact_start)) - interval '1 microsecond'
FROM pg_stat_activity
WHERE datname = current_database() AND application_name IN ($1, {OF_SCHEMA}) AND pid <> pg_backend_pid()
"""  # noqa: S608 - what is put in is SQL of our own

# Every transaction that might have written up to this moment is over, so its commit stands in the log of the server
# before this one: wherever this row has arrived, so have theirs, whatever the way.
MARK = f"""
INSERT INTO settled_mark (id, moment) SELECT 1, ({SETTLED})
ON CONFLICT (id) DO UPDATE SET moment = greatest(settled_mark.moment, excluded.moment)
RETURNING moment
"""

MARKED = "SELECT moment FROM settled_mark"


async def settled(tx: ReadTx) -> datetime:
    """The latest moment up to which the record is final. Ask before you look, and in another transaction."""
    moment: datetime = await tx.value(SETTLED, WRITER)
    return moment


async def mark(tx: Tx) -> datetime:
    """Put the settled moment on record, for copies to read; the latest that is there."""
    row = await tx.only(MARK, WRITER)
    assert row is not None  # noqa: S101 - RETURNING always answers
    moment: datetime = row["moment"]
    return moment


async def marked(tx: ReadTx) -> datetime | None:
    """Up to when this state of the database, be it a copy's, has everything; None where nobody has said so yet."""
    moment: datetime | None = await tx.value(MARKED)
    return moment
