"""Signed states of the log, kept for ever."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from service.storage.schemas import own
from service.storage.statement import Write
from service.storage.transaction import ReadTx, Tx

# Held by the one process that extends the log, until its commit; the others come back at their next turn.
TAKE_TURN = f"SELECT pg_try_advisory_xact_lock({own('6377385316412903')})"

LATEST = "SELECT size, root, note, kid, made_at FROM log_checkpoint ORDER BY size DESC LIMIT 1"

AT_SIZE = "SELECT size, root, note, kid, made_at FROM log_checkpoint WHERE size = $1"

BEYOND = "SELECT size, root, note, kid, made_at FROM log_checkpoint WHERE size > $1 ORDER BY size LIMIT $2"

KEEP = "INSERT INTO log_checkpoint (size, root, note, kid, made_at) VALUES ($1, $2, $3, $4, $5)"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The log at a size, as it was signed."""

    size: int
    root: bytes
    note: str
    kid: str
    made_at: datetime


async def take_turn(tx: Tx) -> bool:
    """Whether this transaction, and no other before its end, may extend the log."""
    return bool(await tx.value(TAKE_TURN))


async def latest(tx: ReadTx) -> Checkpoint | None:
    """The newest, if there is one yet."""
    row = await tx.row(LATEST)
    return None if row is None else Checkpoint(**row)


async def at_size(tx: ReadTx, size: int) -> Checkpoint | None:
    """The one of this size."""
    row = await tx.row(AT_SIZE, size)
    return None if row is None else Checkpoint(**row)


async def beyond(tx: ReadTx, size: int, limit: int) -> Sequence[Checkpoint]:
    """Those of larger sizes, the smallest first."""
    return [Checkpoint(**row) for row in await tx.rows(BEYOND, size, limit)]


def keep(checkpoint: Checkpoint) -> Write:
    """Keep it. A second one of the same size is refused by the key: the log cannot fork here."""
    return Write(KEEP, (checkpoint.size, checkpoint.root, checkpoint.note, checkpoint.kid, checkpoint.made_at))
