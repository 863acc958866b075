"""Show the files of a petition to those they are for, and hand one out; that it was handed out is on record."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from service.attachments.access import OF_BUREAU, Reach, reach
from service.auth.callers import Caller
from service.desk.kit import Desk
from service.reading.kinds import ENDINGS, Media
from service.register import attachments
from service.register.attachments import Filed, Read
from service.rulebook.errors import UnknownAttachment


class What(StrEnum):
    """What of a file: as it was handed in, or drawn anew without where and with what it was taken."""

    ORIGINAL = "original"
    VIEW = "view"
    THUMBNAIL = "thumbnail"


@dataclass(frozen=True, slots=True)
class Shown:
    """A file with its name."""

    filed: Filed
    name: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a petition; `readings` for the bureau alone, and so is what is withheld."""

    number: str
    shown: Sequence[Shown]
    readings: Sequence[Read]
    bureau: bool


@dataclass(frozen=True, slots=True)
class Handed:
    """A file on its way out, block by block."""

    name: str
    media: str
    size: int | None
    sha256: bytes | None
    content: AsyncIterator[bytes]


async def attachments_of(number: str, query_code: str | None, *, caller: Caller, desk: Desk) -> Listing:
    """The files that this caller may see. Raises `UnknownPetition`."""
    async with desk.snapshot() as tx:
        seen = await reach(tx, number, query_code, caller, desk)
        found = [filed for filed in await attachments.of(tx, seen.petition.id) if seen.sees(filed)]
        bureau = query_code is None and not caller.scopes.isdisjoint(OF_BUREAU)
        readings = await attachments.readings(tx, seen.petition.id) if bureau else ()
    return Listing(seen.petition.number, [_shown(filed, seen, desk) for filed in found], readings, bureau)


async def hand_out(
    number: str, ordinal: int, what: What, query_code: str | None, *, caller: Caller, at: datetime, desk: Desk
) -> Handed:
    """One file, recorded as handed out before its first byte leaves.

    Raises `UnknownPetition`, and `UnknownAttachment` for one that is not there, not made yet, or not for these eyes.
    """
    async with desk.begin() as tx:
        seen = await reach(tx, number, query_code, caller, desk)
        filed = next(
            (one for one in await attachments.of(tx, seen.petition.id) if one.attachment.ordinal == ordinal), None
        )
        if filed is None or not seen.sees(filed):
            raise UnknownAttachment
        key = _object(filed, what)
        if key is None:
            raise UnknownAttachment
        tx.write(attachments.note_reading(seen.petition.id, Read(ordinal, what, seen.reader, at)))
    one, content = filed.attachment, desk.files.read(key)
    if what is What.ORIGINAL:
        return Handed(_shown(filed, seen, desk).name, one.media, one.size, one.sha256, content)
    media = Media.JPEG
    return Handed(f"{number}-{ordinal}-{what}.{ENDINGS[media]}", media, None, None, content)


def _object(filed: Filed, what: What) -> str | None:
    if what is What.ORIGINAL:
        return filed.attachment.object
    if filed.view is None:
        return None
    return filed.view.view if what is What.VIEW else filed.view.thumbnail


def _shown(filed: Filed, seen: Reach, desk: Desk) -> Shown:
    one = filed.attachment
    return Shown(filed, seen.name(desk.files.open_name(one.object, one.name)))
