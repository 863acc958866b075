"""Following a petition: what its petitioner may see, opened by number and query code."""

from dataclasses import dataclass

from service.desk.kit import Desk
from service.desk.opening import canonical, opened
from service.register import classifications, deadlines, history, petitioners, petitions
from service.register.classifications import Classification
from service.register.history import Event
from service.register.petitioners import Petitioner
from service.register.petitions import Petition
from service.rulebook.duties import Duty
from service.rulebook.errors import UnknownPetition
from service.rulebook.vocabulary import EventKind
from service.storage.transaction import ReadTx

OF_OTHERS = (EventKind.RELATED, EventKind.RELATION_DECIDED)


@dataclass(frozen=True, slots=True)
class Progress:
    """A petition as its petitioner sees it, and where it is the clerk who asks, with everything on record."""

    petition: Petition
    petitioner: Petitioner | None
    classifications: list[Classification]
    running: list[Duty]
    events: list[Event]

    @property
    def own_events(self) -> list[Event]:
        """What happened to this petition itself: what it was compared with tells of others, and is for clerks."""
        return [event for event in self.events if event.kind not in OF_OTHERS]


async def follow(number: str, query_code: str, *, desk: Desk) -> Progress:
    """The progress of a petition. A wrong number and a wrong code raise the same `UnknownPetition`, as slowly."""
    wanted = canonical(number, desk)
    async with desk.snapshot() as tx:
        petition = opened(await petitions.find(tx, wanted), wanted, query_code, desk)
        return await _progress(tx, petition, desk)


async def record(number: str, *, desk: Desk) -> Progress:
    """The whole record, for a clerk. Raises `UnknownPetition`."""
    async with desk.snapshot() as tx:
        petition = await petitions.find(tx, canonical(number, desk))
        if petition is None:
            raise UnknownPetition
        return await _progress(tx, petition, desk)


async def _progress(tx: ReadTx, petition: Petition, desk: Desk) -> Progress:
    return Progress(
        petition,
        await petitioners.first(tx, petition.id, petition.number, desk.vault),
        await classifications.of(tx, petition.id),
        await deadlines.running(tx, petition.id),
        await history.of(tx, petition.id),
    )
