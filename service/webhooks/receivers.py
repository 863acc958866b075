"""Where each client is told: one address a client, with the secret that signs what is sent there."""

from dataclasses import dataclass
from datetime import datetime

from asyncpg import Record

from service.rulebook.vocabulary import MessageKind
from service.storage.statement import Write
from service.storage.transaction import ReadTx, Tx

# `changed_at` tells two registrations apart: what comes back from a call to the one before does not touch this one.
KEEP = """
INSERT INTO webhook (client_id, url, key_id, secret, kinds, changed_at)
VALUES ($1, $2, $3, $4, $5::text[], clock_timestamp())
ON CONFLICT (client_id) DO UPDATE SET
    url = excluded.url, kinds = excluded.kinds, changed_at = excluded.changed_at,
    key_id = CASE WHEN $6 THEN excluded.key_id ELSE webhook.key_id END,
    secret = CASE WHEN $6 THEN excluded.secret ELSE webhook.secret END,
    disabled_at = NULL, failures = 0, next_at = now()
RETURNING client_id, url, secret, kinds, created_at, changed_at, disabled_at, failures
"""

OF_CLIENT = """
SELECT client_id, url, secret, kinds, created_at, changed_at, disabled_at, failures FROM webhook WHERE client_id = $1
"""

REMOVE = "DELETE FROM webhook WHERE client_id = $1"

ALL = """
SELECT client.name, webhook.url, webhook.kinds, webhook.failures, webhook.disabled_at,
       (SELECT count(*) FROM delivery WHERE client_id = client.id AND state = 'owed') AS owed,
       (SELECT count(*) FROM delivery WHERE client_id = client.id AND state = 'dead') AS dead
FROM webhook JOIN client ON client.id = webhook.client_id
WHERE client.revoked_at IS NULL ORDER BY client.name LIMIT $1
"""


@dataclass(frozen=True, slots=True)
class Receiver:
    """Where a client is told, as it stands. `kinds` None: of everything that is for it."""

    client_id: int
    url: str
    secret: bytes
    kinds: tuple[MessageKind, ...] | None
    created_at: datetime
    changed_at: datetime
    disabled_at: datetime | None
    failures: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A receiver as an operator sees it."""

    name: str
    url: str
    kinds: list[str] | None
    failures: int
    disabled_at: datetime | None
    owed: int
    dead: int


@dataclass(frozen=True, slots=True)
class Sealed:
    """A secret as it is kept."""

    key_id: str
    secret: bytes


def sealing_owner(client_id: int) -> str:
    """Whose secret it is: moved to another client's row, it does not open."""
    return f"webhook:{client_id}"


async def keep(
    tx: Tx, client_id: int, url: str, kinds: tuple[MessageKind, ...] | None, sealed: Sealed, *, renew: bool
) -> Receiver:
    """Register or change where a client is told; a secret it has already stays, unless it is to be renewed."""
    row = await tx.only(KEEP, client_id, url, sealed.key_id, sealed.secret, kinds, renew)
    assert row is not None  # noqa: S101 - an upsert always answers
    return _receiver(row)


async def of_client(tx: ReadTx, client_id: int) -> Receiver | None:
    """Where a client is told, if it wants to be."""
    row = await tx.row(OF_CLIENT, client_id)
    return _receiver(row) if row else None


def remove(client_id: int) -> Write:
    """Tell this client no more."""
    return Write(REMOVE, (client_id,))


async def all_of_them(tx: ReadTx, limit: int) -> list[Listed]:
    """Every receiver of a client that may still call, by its name."""
    return [Listed(**row) for row in await tx.rows(ALL, limit)]


def _receiver(row: Record) -> Receiver:
    kinds = row["kinds"]
    return Receiver(**{**row, "kinds": None if kinds is None else tuple(MessageKind(kind) for kind in kinds)})
