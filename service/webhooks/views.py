"""How receivers, deliveries and events are shown, each to its own client only."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from service.delivery.messages import Told
from service.desk.kit import ZONE
from service.rulebook.vocabulary import DeliveryState, MessageKind
from service.webhooks.sent import Delivery
from service.webhooks.sign import message_id
from service.webhooks.subscribe import Subscribed


class WebhookOut(BaseModel):
    """Where this client is told."""

    url: str
    kinds: list[MessageKind] | None = Field(description="null: everything that is for this client")
    created_at: datetime
    changed_at: datetime
    disabled_at: datetime | None = Field(description="when the receiver answered 410; PUT calls it again")
    failures: int = Field(description="calls that failed in a row")
    secret: str | None = Field(None, description="shown once, when it is new; signs every call (Standard Webhooks)")


class DeliveryOut(BaseModel):
    """One message on its way here: the proof of when it was sent and taken."""

    id: int
    message: str = Field(description="the webhook-id of the call, the id in the feed")
    type: MessageKind
    number: str
    referral: int | None
    state: DeliveryState
    attempts: int
    created_at: datetime
    first_attempt_at: datetime | None
    last_attempt_at: datetime | None
    delivered_at: datetime | None
    last_status: int | None
    last_error: str | None


class DeliveriesOut(BaseModel):
    """One page of the list, the oldest first; `Link` names the next."""

    entries: list[DeliveryOut]


class EventOut(BaseModel):
    """One fact, as a webhook tells it. `id` is the webhook-id: what came both ways is known by it."""

    id: str
    type: MessageKind
    timestamp: datetime
    data: dict[str, Any] = Field(description="number, referral, and codes, numbers and dates of this kind")


class EventsOut(BaseModel):
    """Facts in an order in which none is ever put in later."""

    events: list[EventOut]
    cursor: str = Field(description="send it as `after` to hear what comes next; also where nothing came")


def webhook_of(subscribed: Subscribed) -> WebhookOut:
    """A receiver, with its secret where it is new."""
    receiver = subscribed.receiver
    return WebhookOut(
        url=receiver.url,
        kinds=None if receiver.kinds is None else list(receiver.kinds),
        created_at=receiver.created_at.astimezone(ZONE),
        changed_at=receiver.changed_at.astimezone(ZONE),
        disabled_at=_local(receiver.disabled_at),
        failures=receiver.failures,
        secret=subscribed.secret,
    )


def delivery_of(one: Delivery) -> DeliveryOut:
    """A delivery."""
    return DeliveryOut(
        id=one.id,
        message=message_id(one.uid),
        type=one.kind,
        number=one.number,
        referral=one.referral,
        state=one.state,
        attempts=one.attempts,
        created_at=one.created_at.astimezone(ZONE),
        first_attempt_at=_local(one.first_at),
        last_attempt_at=_local(one.last_at),
        delivered_at=_local(one.delivered_at),
        last_status=one.last_status,
        last_error=one.last_error,
    )


def event_of(told: Told) -> EventOut:
    """A message as the feed shows it."""
    return EventOut(
        id=message_id(told.uid),
        type=told.kind,
        timestamp=told.at.astimezone(ZONE),
        data={**told.data, "number": told.number, "referral": told.referral},
    )


def _local(at: datetime | None) -> datetime | None:
    return at.astimezone(ZONE) if at else None
