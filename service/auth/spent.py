"""Proofs of work that have been accepted: each serves one Idempotency-Key, whichever process is asked."""

from datetime import datetime

from service.storage.transaction import Begin, Tx

# The index decides between two that come at once; a retry under the same key is let in again.
SPEND = """
INSERT INTO spent_challenge AS spent (digest, used_by, expires_at) VALUES ($1, $2, $3)
ON CONFLICT (digest) DO UPDATE SET expires_at = spent.expires_at WHERE spent.used_by = excluded.used_by
RETURNING used_by
"""

FORGET = """
DELETE FROM spent_challenge WHERE digest IN
    (SELECT digest FROM spent_challenge WHERE expires_at < $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)
RETURNING digest
"""


async def spend(digest: bytes, used_by: bytes, until: datetime, *, begin: Begin) -> bool:
    """Note that a proof serves so; False where it has served otherwise."""
    async with begin() as tx:
        return await tx.only(SPEND, digest, used_by, until) is not None


async def forget(tx: Tx, before: datetime, most: int) -> int:
    """Forget proofs that nobody would accept any more; how many, of at most so many."""
    return len(await tx.rows(FORGET, before, most))
