"""Show notices to those they are for: to the petitioner by number and query code, letters to their organ."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.acknowledgements import notices, words
from service.acknowledgements.notices import Notice, Words
from service.desk.kit import Desk
from service.desk.opening import opened
from service.desk.sight import organ_sight
from service.register import petitions
from service.register.petitions import Petition
from service.rulebook.vocabulary import Addressee


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice with its words."""

    notice: Notice
    words: Words


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


async def notices_of(number: str, query_code: str, *, desk: Desk) -> Sequence[Shown]:
    """What the petitioner was told so far. Raises `UnknownPetition` for a wrong number and a wrong code alike."""
    async with desk.snapshot() as tx:
        petition = await opened(tx, number, query_code, desk)
        found = await notices.of(tx, petition.id)
    own = [one for one in found if one.addressee is Addressee.PETITIONER]
    return [Shown(one, words.of(one, desk.vault)) for one in own]


async def letters_to(organ: str, after: str, limit: int, *, desk: Desk) -> Page:
    """What was written to an organ; nothing of a petition that accuses it, nor of a matter taken back (30(3))."""
    async with desk.snapshot() as tx:
        found = await notices.to_organ(tx, organ, after, limit, organ_sight(organ, desk.bureau))
        whole = await petitions.among(tx, sorted({one.petition_id for one in found}))
    own = [Letter(Shown(one, words.of(one, desk.vault)), whole[one.petition_id]) for one in found]
    return Page(own, found[-1].serial if len(found) == limit else None)
