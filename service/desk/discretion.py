"""What is told of a petition to others than its petitioner: its words without what would say who wrote them.

One place, between the record and whatever shows it: words are masked before anything is cut out of them, so that no
piece can show half a number. They keep their length, so places in them stay what they are. Who has proved a query code
reads his own words as he wrote them; anybody else sees them whole only by a reveal, which is on record.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from service.desk.kit import Desk
from service.reading.masking import Span, numbers, occurrences, starred
from service.register import petitioners
from service.register.history import Event
from service.register.petitioners import Petitioner
from service.register.petitions import Petition
from service.storage.transaction import ReadTx

_DIVISION = re.compile(r"省|市|(?<![小社园])区|县|旗|街道(?:办事处)?|镇|乡")
_DIGIT = re.compile(r"[\d一二三四五六七八九十]")
_ENDS_A_DWELLING = frozenset("号院栋幢楼元室户组")
_SHORTEST = 4  # signs of an address that say where somebody lives


@dataclass(frozen=True, slots=True)
class Discretion:
    """Masks what is written in one petition: numbers of anybody, and name, dwelling and papers of its petitioners."""

    known: tuple[Callable[[str], list[Span]], ...] = ()

    def text(self, text: str) -> str:
        """A text, as long as it was."""
        return starred(text, [*numbers(text), *(span for find in self.known for span in find(text))])

    def value(self, said: Any) -> Any:
        """Whatever an event or an act says, with every text in it masked."""
        if isinstance(said, str):
            return self.text(said)
        if isinstance(said, Mapping):
            return {name: self.value(one) for name, one in said.items()}
        return [self.value(one) for one in said] if isinstance(said, list | tuple) else said

    def petition(self, petition: Petition) -> Petition:
        """A petition with its words masked."""
        return replace(
            petition,
            subject=self.text(petition.subject),
            request=self.text(petition.request),
            facts=self.text(petition.facts),
            problem_place=self.text(petition.problem_place) if petition.problem_place else petition.problem_place,
        )

    def events(self, events: Iterable[Event]) -> list[Event]:
        """Its history with every text in it masked."""
        return [replace(event, detail=self.value(event.detail)) for event in events]


ANYBODY = Discretion()  # of what belongs to no petition


async def discretion_of(tx: ReadTx, petition: Petition, desk: Desk) -> Discretion:
    """What masks this petition."""
    return (await discretion_among(tx, {petition.id: petition}, desk))[petition.id]


async def discretion_among(tx: ReadTx, whole: Mapping[int, Petition], desk: Desk) -> dict[int, Discretion]:
    """What masks each of these petitions, by id: whoever was corrected stands in its words as he was before, too."""
    numbers_of = {one.id: one.number for one in whole.values()}
    people = await petitioners.entries(tx, numbers_of, desk.vault)
    return {
        petition_id: about([*dict.fromkeys(one.petitioner for one in people.get(petition_id, ()))])
        for petition_id in whole
    }


async def masked_among(tx: ReadTx, whole: Mapping[int, Petition], desk: Desk) -> dict[int, Petition]:
    """These petitions with their words masked, by id."""
    found = await discretion_among(tx, whole, desk)
    return {petition_id: found[petition_id].petition(one) for petition_id, one in whole.items()}


def about(people: Sequence[Petitioner]) -> Discretion:
    """What masks a petition of these people."""
    return Discretion(tuple(find for one in people for find in _known(one)))


def _known(one: Petitioner) -> Iterable[Callable[[str], list[Span]]]:
    if len(one.name) > 1:
        yield occurrences(one.name, keep=1)
    for paper in (one.phone, one.document_number):
        if paper:
            yield occurrences(paper, keep=3)
    yield from (occurrences(place) for place in _dwelling(one.address))


def _dwelling(address: str) -> Iterable[str]:
    """What of an address is closer than a street or village office: the whole of it, and how far people write it."""
    place = "".join(address.split())
    close = place[max((found.end() for found in _DIVISION.finditer(place)), default=0) :]
    if len(close) < _SHORTEST:
        return
    yield close
    for end, sign in enumerate(close, 1):
        if sign in _ENDS_A_DWELLING and _SHORTEST <= end < len(close) and _DIGIT.search(close[:end]):
            yield close[:end]
