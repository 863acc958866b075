"""Signatures by Standard Webhooks: a receiver proves who called, that nothing was changed, and how old the call is."""

from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from secrets import token_bytes
from uuid import UUID

from standardwebhooks.webhooks import Webhook

_BYTES = 32  # the scheme asks for 24 to 64


def new_secret() -> str:
    """A secret of 256 random bits, in the form that the scheme's libraries read."""
    return f"whsec_{b64encode(token_bytes(_BYTES)).decode()}"


def message_id(uid: UUID) -> str:
    """How a message is called outside: the same at every attempt, so that a receiver knows a second one."""
    return f"msg_{uid.hex}"


def signed(secret: str, uid: UUID, at: datetime, body: bytes) -> Mapping[str, str]:
    """The headers of a call made at this moment. The library takes any clock for UTC, so it is given UTC."""
    sent, name = at.astimezone(UTC), message_id(uid)
    return {
        "webhook-id": name,
        "webhook-timestamp": str(int(sent.timestamp())),
        "webhook-signature": Webhook(secret).sign(name, sent, body.decode()),
    }
