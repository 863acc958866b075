"""Liveness is the process answering at all; readiness is being able to register a petition."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from service.delivery import claims
from service.delivery.claims import Queue
from service.register import sweeps
from service.rulebook.errors import DatabaseUnavailable
from service.storage.transaction import Begin

# In a transaction that may write, on a server that takes writes: a standby or a full read-only server is not ready.
WRITABLE = "SELECT NOT pg_is_in_recovery() AND current_setting('transaction_read_only') = 'off'"

SCHEMA = "SELECT version_num FROM alembic_version"

# A job that waits longer than this means that no worker is at work: seconds.
LATE = 300.0

# A night was missed: said to whoever watches, and no reason to refuse petitions. Seconds.
SWEEP_LATE = 26 * 3600.0

# With less than this a database soon stops in the middle of something: better to take no more before. Bytes.
LEAST_FREE = 64 << 20


@dataclass(frozen=True, slots=True)
class Readiness:
    """Each thing that intake needs, and whether it is there."""

    checks: dict[str, bool]
    disk_free: int  # bytes
    queue: Queue | None
    sweep_seconds: float | None = None  # since the last sweep was finished; None before the first

    @property
    def ready(self) -> bool:
        """Whether a petition sent now could be registered."""
        return all(self.checks.values())


def free_bytes(folder: Path) -> int:
    """Free on the disk that the folder is on, or will be when it is made."""
    there = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    return shutil.disk_usage(there).free


async def readiness(begin: Begin, schema: str, folder: Path) -> Readiness:
    """Look at everything; a database that does not answer is an answer too."""
    free = free_bytes(folder)
    room = {"disk": free > LEAST_FREE}
    try:
        async with begin() as tx:
            writable = bool(await tx.value(WRITABLE))
            migrated = await tx.value(SCHEMA) == schema
            queue = await claims.queue(tx)
            sweep_seconds = await sweeps.age(tx)
    except DatabaseUnavailable:
        return Readiness({"database": False, "schema": False, "worker": False, **room}, free, None)
    checks = {"database": writable, "schema": migrated, "worker": queue.oldest_seconds < LATE, **room}
    return Readiness(checks, free, queue, sweep_seconds)
