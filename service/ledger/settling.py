"""Up to when the ledger is final."""

from datetime import datetime

from service.storage.engine import WRITER
from service.storage.transaction import ReadTx

# No line older than this can still appear: every transaction that might write one had begun later, and lines carry a
# moment that lies after the beginning of theirs (docs/decisions/0006).
SETTLED = """
SELECT least(statement_timestamp(), min(xact_start)) - interval '1 microsecond'
FROM pg_stat_activity
WHERE datname = current_database() AND application_name = $1 AND pid <> pg_backend_pid()
"""


async def settled(tx: ReadTx) -> datetime:
    """The latest moment up to which the ledger is final. Ask before you count, and in another transaction."""
    moment: datetime = await tx.value(SETTLED, WRITER)
    return moment
