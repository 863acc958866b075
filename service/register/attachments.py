"""Files of petitions on the record: entered once, never changed; what was made of them and who read them beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from service.storage.statement import Secret, Write
from service.storage.transaction import ReadTx

_COLUMNS = """
    attachment.petition_id, ordinal, object, kind, attachment.media, size, sha256, key_id, name, scanned,
    attachment.withheld,
    client_id, added_by, added_at
"""

ENTER = """
INSERT INTO attachment (petition_id, ordinal, object, kind, media, size, sha256, key_id, name, scanned, withheld,
                        client_id, added_by, added_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
"""

OF_PETITION = f"""
SELECT {_COLUMNS}, made_at IS NOT NULL AS prepared, doubt, pages, made.withheld AS view_withheld,
       made.media AS view_media, view, thumbnail,
       verdict.withheld AS verdict_withheld, verdict.because, verdict.decided_by, verdict.decided_at
FROM attachment
LEFT JOIN attachment_view AS made ON made.petition_id = attachment.petition_id AND made.attachment = ordinal
LEFT JOIN LATERAL (
    SELECT withheld, because, decided_by, decided_at FROM attachment_decision AS one
    WHERE one.petition_id = attachment.petition_id AND one.attachment = ordinal ORDER BY id DESC LIMIT 1
) AS verdict ON true
WHERE attachment.petition_id = $1 ORDER BY ordinal
"""  # noqa: S608 - nothing is put in but a constant

OF_CLIENT = "SELECT coalesce(sum(size), 0)::bigint FROM attachment WHERE client_id = $1 AND added_at >= $2"

KEEP_VIEW = """
INSERT INTO attachment_view (petition_id, attachment, doubt, withheld, pages, media, view, thumbnail, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""

DECIDE = """
INSERT INTO attachment_decision (petition_id, attachment, withheld, because, decided_by, decided_at)
VALUES ($1, $2, $3, $4, $5, $6)
"""

ON_RECORD = "SELECT object FROM attachment WHERE object = ANY($1::text[])"

NOTE_READING = """
INSERT INTO attachment_reading (petition_id, attachment, what, reader, at) VALUES ($1, $2, $3, $4, $5)
"""

READINGS = """
SELECT attachment, what, reader, at FROM attachment_reading WHERE petition_id = $1 ORDER BY id
"""


class FileKind(StrEnum):
    """What a file is to its petition."""

    ATTACHMENT = "attachment"
    PAGE = "page"  # of the letter itself


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as it was handed in. `object` is where it lies in the store, `name` its name under seal."""

    petition_id: int
    ordinal: int
    object: str
    kind: FileKind
    media: str
    size: int
    sha256: bytes
    key_id: str
    name: bytes
    scanned: bool
    withheld: bool
    client_id: int
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class View:
    """What was made of a file to be looked at; `doubt` says why nothing was, `withheld` that it may accuse somebody."""

    doubt: str | None
    withheld: bool
    pages: int | None
    media: str | None
    view: str | None
    thumbnail: str | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """An officer's word on whether organs may see a file."""

    withheld: bool
    because: str
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Filed:
    """A file with its view, None until a worker has looked at it, and the last word of an officer on it."""

    attachment: Attachment
    view: View | None
    verdict: Verdict | None = None

    @property
    def withheld(self) -> bool:
        """Whether it is for no organ's eyes: the officer's word counts before the machine's, and unread is withheld."""
        if self.view is None:
            return True
        if self.verdict is not None:
            return self.verdict.withheld
        return self.attachment.withheld or self.view.withheld


@dataclass(frozen=True, slots=True)
class Read:
    """That somebody was handed a file."""

    attachment: int
    what: str
    reader: str
    at: datetime


def enter(one: Attachment) -> Write:
    """Put a file on record. Raises `AlreadyThere("one_attachment_a_content")` where the petition has it already."""
    return Write(ENTER, tuple(getattr(one, name) for name in Attachment.__slots__))


def keep_view(petition_id: int, ordinal: int, made: View, at: datetime) -> Write:
    """Record what was made of a file."""
    made_of = (made.doubt, made.withheld, made.pages, made.media, made.view, made.thumbnail)
    return Write(KEEP_VIEW, (petition_id, ordinal, *made_of, at))


def decide(petition_id: int, ordinal: int, verdict: Verdict) -> Write:
    """Record an officer's word on a file."""
    because = Secret(_because(petition_id, ordinal), verdict.because)
    return Write(DECIDE, (petition_id, ordinal, verdict.withheld, because, verdict.decided_by, verdict.decided_at))


def note_reading(petition_id: int, read: Read) -> Write:
    """Record that somebody is handed a file."""
    return Write(NOTE_READING, (petition_id, read.attachment, read.what, read.reader, read.at))


async def of(tx: ReadTx, petition_id: int) -> list[Filed]:
    """The files of a petition, in the order in which they came."""
    return [_filed(tx, dict(row)) for row in await tx.rows(OF_PETITION, petition_id)]


async def bytes_of_client(tx: ReadTx, client_id: int, since: datetime) -> int:
    """How much a caller has handed in since then."""
    taken: int = await tx.value(OF_CLIENT, client_id, since)
    return taken


async def on_record(tx: ReadTx, objects: Sequence[str]) -> set[str]:
    """Those of the objects that the record names as files."""
    return {row["object"] for row in await tx.rows(ON_RECORD, list(objects))}


async def readings(tx: ReadTx, petition_id: int) -> Sequence[Read]:
    """Who was handed files of a petition, the first first."""
    return [Read(**dict(row)) for row in await tx.rows(READINGS, petition_id)]


def _filed(tx: ReadTx, row: dict[str, Any]) -> Filed:
    attachment = Attachment(**{**{name: row[name] for name in Attachment.__slots__}, "kind": FileKind(row["kind"])})
    if not row["prepared"]:
        return Filed(attachment, None)
    made_of = ("doubt", "view_withheld", "pages", "view_media", "view", "thumbnail")
    verdict = None
    if row["decided_at"] is not None:
        because = tx.opened(_because(attachment.petition_id, attachment.ordinal), row["because"])
        verdict = Verdict(row["verdict_withheld"], because, row["decided_by"], row["decided_at"])
    return Filed(attachment, View(*(row[name] for name in made_of)), verdict)


def _because(petition_id: int, ordinal: int) -> str:
    return f"petition {petition_id} file {ordinal} decision"
