"""What is over: the moment before which no row can appear any more (docs/decisions/0006)."""

from datetime import datetime

from service.storage.engine import WRITER
from service.storage.transaction import ReadTx

# A row carries a moment that lies after the beginning of its transaction: whoever might still write an older one had
# begun before, and shows here.
SETTLED = """
SELECT least(statement_timestamp(), min(xact_start)) - interval '1 microsecond'
FROM pg_stat_activity
WHERE datname = current_database() AND application_name = $1 AND pid <> pg_backend_pid()
"""


async def settled(tx: ReadTx) -> datetime:
    """The latest moment up to which the record is final. Ask before you look, and in another transaction."""
    moment: datetime = await tx.value(SETTLED, WRITER)
    return moment
