"""Messages on their way: given their place, owed to receivers, claimed by one sender, recorded once.

A receiver is called by one sender at a time, so that a slow one takes one of the calls that run at once and no more.
All times are the database's, since senders' clocks may differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from service.delivery.claims import LeaseLost
from service.delivery.messages import still_told
from service.rulebook.vocabulary import MessageKind
from service.storage.schemas import own
from service.storage.sight import Sight
from service.storage.statement import Write
from service.storage.transaction import Begin, ReadTx
from service.webhooks.outcome import Outcome

# One hand at a time, held to the end of the transaction: places are given in the order in which they become visible.
_KEY = own("hashtextextended('message', 0)")
TURN = f"SELECT pg_try_advisory_xact_lock({_KEY})"

AT_ONCE = 500  # messages that one transaction gives their places

DISPATCH = f"""
WITH unplaced AS (
    SELECT id FROM message WHERE position IS NULL ORDER BY id LIMIT {AT_ONCE}
), placed AS (
    UPDATE message SET position = numbered.position
    FROM (
        SELECT id, coalesce((SELECT max(position) FROM message), 0) + row_number() OVER (ORDER BY id) AS position
        FROM unplaced
    ) AS numbered
    WHERE message.id = numbered.id
    RETURNING message.id, message.kind, message.organ, message.client_id
), owed AS (
    INSERT INTO delivery (message_id, client_id)
    SELECT placed.id, webhook.client_id
    FROM placed
    JOIN client ON client.id = placed.client_id OR client.organ = placed.organ
    JOIN webhook ON webhook.client_id = client.id
    WHERE client.revoked_at IS NULL AND webhook.disabled_at IS NULL
      AND (webhook.kinds IS NULL OR placed.kind = ANY(webhook.kinds))
    ORDER BY placed.id
)
SELECT count(*) FROM placed
"""  # noqa: S608 - nothing is put in but a constant

# The receiver that was called longest ago comes first. Its row is held by its lease, and with it what is owed to it.
CLAIM = """
WITH turn AS (
    SELECT webhook.client_id, due.id AS delivery_id
    FROM webhook
    JOIN client ON client.id = webhook.client_id
    CROSS JOIN LATERAL (
        SELECT id FROM delivery WHERE client_id = webhook.client_id AND state = 'owed' AND run_after <= now()
        ORDER BY run_after, id LIMIT 1
    ) AS due
    WHERE webhook.disabled_at IS NULL AND client.revoked_at IS NULL AND webhook.next_at <= now()
    ORDER BY webhook.next_at, webhook.client_id
    FOR UPDATE OF webhook SKIP LOCKED LIMIT 1
), held AS (
    UPDATE webhook SET next_at = now() + $1 FROM turn WHERE webhook.client_id = turn.client_id
    RETURNING delivery_id, url, secret, failures, changed_at
)
UPDATE delivery
SET attempts = attempts + 1, run_after = now() + $1, first_at = coalesce(first_at, now()), last_at = now()
FROM held, message
WHERE delivery.id = held.delivery_id AND delivery.state = 'owed' AND message.id = delivery.message_id
RETURNING delivery.id, delivery.client_id, attempts, attempts - forgiven AS tries, url, secret, failures, changed_at,
          message.uid, message.kind, message.number, message.referral, message.at, message.data, message.organ
"""

IS_STILL_TOLD = f"""
SELECT {still_told("message", "$2")} FROM delivery JOIN message ON message.id = message_id WHERE delivery.id = $1
"""  # noqa: S608 - the only thing put in is a constant condition

RECORD = """
WITH told AS (
    UPDATE delivery SET state = $3::text, last_status = $4, last_error = $5, run_after = now() + $6,
                        delivered_at = CASE WHEN $3::text = 'delivered' THEN now() END
    WHERE id = $1 AND attempts = $2 AND state = 'owed' RETURNING client_id
), receiver AS (
    UPDATE webhook SET failures = $7, next_at = now() + $8,
                       disabled_at = CASE WHEN $9 THEN now() ELSE disabled_at END
    FROM told WHERE webhook.client_id = told.client_id AND webhook.changed_at = $10 RETURNING webhook.client_id
)
SELECT EXISTS (SELECT FROM receiver) AS same_receiver FROM told
"""

ABANDON = "UPDATE delivery SET state = 'dead', last_error = $2 WHERE client_id = $1 AND state = 'owed'"

RECEIVER_GONE = "receiver_gone"


@dataclass(frozen=True, slots=True)
class Sending:
    """A delivery in hand, with all that a call needs. `attempts` fences it, `tries` counts since the last replay."""

    id: int
    client_id: int
    attempts: int
    tries: int
    url: str
    secret: bytes
    failures: int
    changed_at: datetime
    uid: UUID
    kind: MessageKind
    number: str
    referral: int | None
    at: datetime
    data: Mapping[str, Any]
    organ: str | None = None


async def dispatch(begin: Begin) -> int:
    """Give the messages that were committed their places in the feed, and owe each to those who want it.

    How many there were; 0 also where another process is at it.
    """
    async with begin() as tx:
        if not await tx.value(TURN):
            return 0
        placed: int = await tx.value(DISPATCH)  # on a snapshot taken after the turn has come
    return placed


async def claim(begin: Begin, lease: timedelta) -> Sending | None:
    """Take what is due to the receiver that has waited longest, or None. Nobody else calls it within the lease."""
    async with begin() as tx:
        row = await tx.only(CLAIM, lease)
    return Sending(**{**row, "kind": MessageKind(row["kind"])}) if row else None


async def is_still_told(tx: ReadTx, sending: Sending, sight: Sight) -> bool:
    """Whether it is still for its receiver, whose eyes these are."""
    return bool(await tx.value(IS_STILL_TOLD, sending.id, sight.kept))


async def record(sending: Sending, outcome: Outcome, begin: Begin) -> None:
    """Record what came of an attempt, once. Raises `LeaseLost` where the delivery is no longer this attempt's."""
    async with begin() as tx:
        row = await tx.row(
            RECORD,
            sending.id,
            sending.attempts,
            outcome.state,
            outcome.answer.status,
            outcome.answer.error,
            outcome.wait,
            outcome.failures,
            outcome.pause,
            outcome.gone,
            sending.changed_at,
        )
        if row is None:
            raise LeaseLost
        if outcome.gone and row["same_receiver"]:
            tx.write(abandon(sending.client_id, RECEIVER_GONE))


def abandon(client_id: int, because: str) -> Write:
    """Give up what is owed to a client. It can be replayed."""
    return Write(ABANDON, (client_id, because))
