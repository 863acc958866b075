"""A letter as the desk sees it: the envelope, what each reading found, which letters wait for a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from service.desk.kit import Desk
from service.desk.opening import canonical
from service.register import letters, petitions, scans
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
        petition = await petitions.find(tx, canonical(number, desk))
        found = await letters.of(tx, petition.id) if petition else None
        if petition is None or found is None:
            raise UnknownLetter
        texts = await letters.texts(tx, petition.id, desk.vault)
        return Shown(petition, found, texts, await scans.doubles(tx, petition.id))


async def awaiting_transcript(due_after: date, id_after: int, limit: int, *, desk: Desk) -> Sequence[Waiting]:
    """At most `limit` letters that nobody could read yet, by the day on which the bureau must have disposed of them."""
    async with desk.snapshot() as tx:
        return await letters.doubtful(tx, due_after, id_after, limit)


async def perhaps_twice(after: tuple[int, int, str], limit: int, *, desk: Desk) -> Sequence[OpenDouble]:
    """At most `limit` pairs of letters that may be one, until a clerk has said what they are to each other."""
    async with desk.snapshot() as tx:
        return await scans.open_doubles(tx, after, limit)
