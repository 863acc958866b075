"""What an organ's system or a portal must know: a message, written in the transaction of the fact it tells of.

Each message has one audience, and only that audience ever reads it: an organ accused in a petition learns nothing of
what is told to others (条例 30(3)). It holds codes, numbers and dates; the receiver asks for the rest with its key.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from service.rulebook.vocabulary import MessageKind
from service.storage.sight import WHOLE, Sight, seen
from service.storage.statement import Write
from service.storage.transaction import ReadTx

POST = """
INSERT INTO message (kind, petition_id, number, referral, organ, client_id, at, data)
SELECT * FROM unnest(
    $1::text[], $2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::bigint[], $7::timestamptz[], $8::jsonb[]
)
"""


def still_told(message: str, kept: str) -> str:
    """The condition that a message of this name is still for whom it was: not for an organ that is accused since.

    That a matter was taken back it is told all the same, as always when one is.
    """
    recalled = f"{message}.kind = '{MessageKind.REFERRAL_RECALLED}'"
    return f"({message}.organ IS NULL OR {recalled} OR {seen(f'{message}.petition_id', kept)})"


_SHOWN = "SELECT position, uid, kind, number, referral, at, data FROM message"

# Two steps into two indexes; where there is no organ, its part finds nothing.
FEED = f"""
SELECT * FROM (
    ({_SHOWN} WHERE organ = $1 AND position > $3 AND {still_told("message", "$5")} ORDER BY position LIMIT $4)
    UNION ALL
    ({_SHOWN} WHERE client_id = $2 AND position > $3 ORDER BY position LIMIT $4)
) AS own ORDER BY position LIMIT $4
"""  # noqa: S608 - nothing is put in but a constant

# What the portal that registered a petition was told of it.
OF_PETITION = """
SELECT coalesce(position, 0) AS position, uid, kind, number, referral, at, data
FROM message WHERE petition_id = $1 AND organ IS NULL ORDER BY at, id
"""

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]{0,63}")  # no word of a petition looks so, and no name

Value = str | int | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class Message:
    """One fact for one audience: the organ of this code, or the client that submitted the petition.

    Raises `ValueError` for none or both of them, and where `data` holds anything but codes, numbers and dates.
    """

    kind: MessageKind
    petition_id: int
    number: str
    referral: int | None
    organ: str | None
    client_id: int | None
    at: datetime
    data: Mapping[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if (self.organ is None) == (self.client_id is None):
            raise ValueError("a message is for one organ or for one client: post one for each")
        for name, value in self.data.items():
            if not _CODE.fullmatch(name) or (isinstance(value, str) and not _CODE.fullmatch(value)):
                raise ValueError(f"{name}: a message holds codes, numbers and dates, never text")


@dataclass(frozen=True, slots=True)
class Told:
    """A message in its place in the feed. `uid` is how it is called outside."""

    position: int
    uid: UUID
    kind: MessageKind
    number: str
    referral: int | None
    at: datetime
    data: Mapping[str, Any]


def post(message: Message) -> Write:
    """Tell this. It reaches its audience if and only if the transaction it is written in commits."""
    return post_all((message,))


def post_all(messages: Sequence[Message]) -> Write:
    """Tell all of these in one write."""
    return Write(
        POST,
        (
            [message.kind for message in messages],
            [message.petition_id for message in messages],
            [message.number for message in messages],
            [message.referral for message in messages],
            [message.organ for message in messages],
            [message.client_id for message in messages],
            [message.at for message in messages],
            [dict(message.data) for message in messages],
        ),
    )


async def feed(
    tx: ReadTx, *, organ: str | None, client_id: int, after: int, limit: int, sight: Sight = WHOLE
) -> list[Told]:
    """What is for this organ and for this client beyond a place, in order. No place before the last is filled later.

    `sight`: what the organ may know of.
    """
    rows = await tx.rows(FEED, organ, client_id, after, limit, sight.kept)
    return [Told(**{**row, "kind": MessageKind(row["kind"])}) for row in rows]


async def to_portal_of(tx: ReadTx, petition_id: int) -> list[Told]:
    """What the portal of a petition was told, the first first; what has no place yet is at 0."""
    return [Told(**{**row, "kind": MessageKind(row["kind"])}) for row in await tx.rows(OF_PETITION, petition_id)]
