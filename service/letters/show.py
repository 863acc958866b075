"""A letter as the desk sees it: the envelope, what each reading found, which letters wait for a person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from service.desk.discretion import Discretion, discretion_of
from service.desk.kit import Desk
from service.desk.opening import seen
from service.register import letters, scans
from service.register.letters import Letter, LetterText, Waiting
from service.register.petitions import Petition
from service.register.scans import Double, OpenDouble
from service.rulebook.errors import UnknownLetter


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter with all its readings, the first first, and the letters that it may be once more."""

    petition: Petition
    letter: Letter
    texts: Sequence[LetterText]
    doubles: Sequence[Double]


async def letter(number: str, *, desk: Desk) -> Shown:
    """The letter of this number. Raises `UnknownLetter`."""
    async with desk.snapshot() as tx:
        petition = await seen(tx, number, desk)
        found = await letters.of(tx, petition.id) if petition else None
        if petition is None or found is None:
            raise UnknownLetter
        discretion = await discretion_of(tx, petition, desk)
        texts = await letters.texts(tx, petition.id, desk.vault)
        addressee = discretion.text(found.addressee) if found.addressee else None
        doubles = await scans.doubles(tx, petition.id, desk.sight)
        shown = [discreet(one, discretion) for one in texts]
        return Shown(petition, replace(found, addressee=addressee), shown, doubles)


def discreet(text: LetterText, discretion: Discretion) -> LetterText:
    """A reading with what it says masked, its places and what it proposes too."""
    said = (discretion.value(one) for one in (text.words, text.pages, text.proposed))
    words, pages, proposed = said
    return replace(text, words=words, pages=tuple(pages), proposed=proposed)


async def awaiting_transcript(due_after: date, id_after: int, limit: int, *, desk: Desk) -> Sequence[Waiting]:
    """At most `limit` letters that nobody could read yet, by the day on which the bureau must have disposed of them."""
    async with desk.snapshot() as tx:
        return await letters.doubtful(tx, due_after, id_after, limit, desk.sight)


async def perhaps_twice(after: tuple[int, int, str], limit: int, *, desk: Desk) -> Sequence[OpenDouble]:
    """At most `limit` pairs of letters that may be one, until a clerk has said what they are to each other."""
    async with desk.snapshot() as tx:
        return await scans.open_doubles(tx, after, limit, desk.sight)
