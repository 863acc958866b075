"""What was sent to whom and how it went: the proof of delivery, what was given up, and another try for it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import Record

from service.delivery.messages import still_told
from service.rulebook.errors import DeliveryNotDead, UnknownDelivery
from service.rulebook.vocabulary import DeliveryState, MessageKind
from service.storage.sight import WHOLE, Sight
from service.storage.transaction import Begin, ReadTx

OF_CLIENT = f"""
SELECT delivery.id, message.uid, message.kind, message.number, message.referral, delivery.state, delivery.attempts,
       delivery.created_at, delivery.first_at, delivery.last_at, delivery.delivered_at,
       delivery.last_status, delivery.last_error
FROM delivery JOIN message ON message.id = delivery.message_id
WHERE delivery.client_id = $1 AND delivery.state = $2 AND delivery.id > $3 AND {still_told("message", "$5")}
ORDER BY delivery.id LIMIT $4
"""  # noqa: S608 - the only thing put in is a constant condition

DEAD = """
SELECT delivery.id, client.name, message.kind, message.number, delivery.attempts, delivery.last_at,
       delivery.last_status, delivery.last_error
FROM delivery JOIN message ON message.id = delivery.message_id JOIN client ON client.id = delivery.client_id
WHERE delivery.state = 'dead' ORDER BY delivery.id LIMIT $1
"""

_TOLD = f"""EXISTS (
    SELECT FROM message WHERE message.id = delivery.message_id AND {still_told("message", "$3")}
)"""

REPLAY = f"""
UPDATE delivery SET state = 'owed', forgiven = attempts, run_after = now()
WHERE id = $1 AND ($2::bigint IS NULL OR client_id = $2) AND state = 'dead' AND {_TOLD} RETURNING id
"""  # noqa: S608 - likewise

STATE = f"""
SELECT state FROM delivery WHERE id = $1 AND ($2::bigint IS NULL OR client_id = $2) AND {_TOLD}
"""  # noqa: S608 - likewise

REPLAY_ALL = """
UPDATE delivery SET state = 'owed', forgiven = attempts, run_after = now()
FROM client WHERE client.id = delivery.client_id AND client.name = $1 AND state = 'dead' RETURNING delivery.id
"""

QUEUE = """
SELECT (SELECT count(*) FROM delivery WHERE state = 'owed') AS waiting,
       (SELECT count(*) FROM delivery WHERE state = 'dead') AS dead,
       coalesce((SELECT extract(epoch FROM now() - min(created_at)) FROM delivery WHERE state = 'owed'), 0)::float8
           AS oldest_seconds
"""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message and how far it has come on its way to one client."""

    id: int
    uid: UUID
    kind: MessageKind
    number: str
    referral: int | None
    state: DeliveryState
    attempts: int
    created_at: datetime
    first_at: datetime | None
    last_at: datetime | None
    delivered_at: datetime | None
    last_status: int | None
    last_error: str | None


@dataclass(frozen=True, slots=True)
class DeadDelivery:
    """What was given up, as an operator sees it."""

    id: int
    name: str
    kind: str
    number: str
    attempts: int
    last_at: datetime | None
    last_status: int | None
    last_error: str | None


@dataclass(frozen=True, slots=True)
class Queue:
    """How many deliveries are owed and how many given up, and for how long the oldest has been owed."""

    waiting: int
    dead: int
    oldest_seconds: float


async def of_client(
    tx: ReadTx, client_id: int, state: DeliveryState, *, after: int, limit: int, sight: Sight = WHOLE
) -> list[Delivery]:
    """A client's deliveries in this state that it may still know of, the oldest first."""
    return [_delivery(row) for row in await tx.rows(OF_CLIENT, client_id, state, after, limit, sight.kept)]


async def dead(tx: ReadTx, limit: int) -> list[DeadDelivery]:
    """What was given up, of all clients, the oldest first."""
    return [DeadDelivery(**row) for row in await tx.rows(DEAD, limit)]


async def queue(tx: ReadTx) -> Queue:
    """The state of what is to be told."""
    row = await tx.row(QUEUE)
    assert row is not None  # noqa: S101 - an aggregate always answers
    return Queue(**row)


async def replay(delivery_id: int, *, client_id: int | None, begin: Begin, sight: Sight = WHOLE) -> None:
    """Give a dead delivery all its tries again. Without a client it may be anybody's.

    Raises `UnknownDelivery`, also for another client's and what is no longer for this one, and `DeliveryNotDead`.
    """
    async with begin() as tx:
        if await tx.value(REPLAY, delivery_id, client_id, sight.kept) is not None:
            return
        state = await tx.value(STATE, delivery_id, client_id, sight.kept)
    if state is None:
        raise UnknownDelivery
    raise DeliveryNotDead(state)


async def replay_all(client_name: str, *, begin: Begin) -> int:
    """Give all dead deliveries of a client their tries again; how many there were."""
    async with begin() as tx:
        return len(await tx.rows(REPLAY_ALL, client_name))


def _delivery(row: Record) -> Delivery:
    return Delivery(**{**row, "kind": MessageKind(row["kind"]), "state": DeliveryState(row["state"])})
