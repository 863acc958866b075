"""Show notices to those they are for: to the petitioner by number and query code, letters to their organ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from service.acknowledgements import notices, words
from service.acknowledgements.notices import Notice, Words
from service.desk.kit import Desk
from service.desk.opening import opened
from service.desk.sealed_notice import notice_document, signed_notice
from service.desk.sight import organ_sight
from service.register import petitions
from service.register.petitions import Petition
from service.rulebook.vocabulary import Addressee
from service.transparency import log


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice with its words, and signed: None where it was issued before the log began."""

    notice: Notice
    words: Words
    signed: str | None


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to an organ, with the petition that it is about."""

    shown: Shown
    petition: Petition


@dataclass(frozen=True, slots=True)
class Page:
    """Letters in the order of issue, and the serial after which the next page begins if there may be one."""

    letters: Sequence[Letter]
    last: str | None


async def notices_of(number: str, query_code: str, *, at: datetime, desk: Desk) -> Sequence[Shown]:
    """What the petitioner was told so far. Raises `UnknownPetition` for a wrong number and a wrong code alike."""
    async with desk.snapshot() as tx:
        petition = await opened(tx, number, query_code, desk)
        found = await notices.of(tx, petition.id)
        own = [one for one in found if one.addressee is Addressee.PETITIONER]
        salts = await log.salts_of_notices(tx, [one.serial for one in own])
    return [await _shown(one, petition.number, salts, at, desk) for one in own]


async def letters_to(organ: str, after: str, limit: int, *, at: datetime, desk: Desk) -> Page:
    """What was written to an organ; nothing of a petition that accuses it, nor of a matter taken back (30(3))."""
    async with desk.snapshot() as tx:
        found = await notices.to_organ(tx, organ, after, limit, organ_sight(organ, desk.bureau))
        whole = await petitions.among(tx, sorted({one.petition_id for one in found}))
        salts = await log.salts_of_notices(tx, [one.serial for one in found])
    about = [(one, whole[one.petition_id]) for one in found]
    own = [Letter(await _shown(one, petition.number, salts, at, desk), petition) for one, petition in about]
    return Page(own, found[-1].serial if len(found) == limit else None)


async def _shown(one: Notice, number: str, salts: Mapping[str, bytes], at: datetime, desk: Desk) -> Shown:
    signed = None
    if (salt := salts.get(one.serial)) is not None:
        facts = (one.serial, one.kind, number, one.issued_at, one.content_sha256)
        document = notice_document(*facts, origin=desk.seals.origin, salt=salt)
        signed = await signed_notice(document, one.file_sha256, at, desk.seals)
    return Shown(one, words.of(one, desk.vault), signed)
