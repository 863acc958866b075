"""Following a petition: what its petitioner may see, opened by number and query code."""

from dataclasses import dataclass, field
from datetime import date

from service.desk.kit import Desk, local_date
from service.desk.opening import opened
from service.register import (
    classifications,
    deadlines,
    evaluations,
    history,
    petitioners,
    referrals,
    reviews,
)
from service.register.classifications import Classification
from service.register.evaluations import Evaluation
from service.register.history import Event
from service.register.petitioners import Petitioner
from service.register.petitions import Petition
from service.register.referrals import Referral
from service.register.reviews import Review
from service.rulebook.duties import Duty
from service.rulebook.ratings import Window
from service.rulebook.vocabulary import EventKind
from service.storage.transaction import ReadTx

# What it was compared with tells of others; the rest is how the bureau works inside (domain §12: 内部拟办意见, 批示).
NOT_FOR_PETITIONERS = frozenset(
    (
        *(EventKind.RELATED, EventKind.RELATION_DECIDED, EventKind.RECUSED, EventKind.MARKED_URGENT),
        *(EventKind.REPORTED_UPWARD, EventKind.URGED, EventKind.SUPERVISED),
        *(EventKind.REFUSAL_PROPOSED, EventKind.REFUSAL_REJECTED, EventKind.FILE_DECIDED),
    )
)
_GOES_ON = frozenset((EventKind.REFERRED, EventKind.DISPOSED, EventKind.REFUSAL_APPROVED))


@dataclass(frozen=True, slots=True)
class Handled:
    """What became of a petition after the bureau decided: at organs, in reviews, and how it was rated."""

    referrals: list[Referral] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    evaluations: list[Evaluation] = field(default_factory=list)
    windows: list[Window] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Progress:
    """A petition as its petitioner sees it on a day, and where it is the clerk who asks, with everything on record."""

    petition: Petition
    petitioner: Petitioner | None
    classifications: list[Classification]
    running: list[Duty]
    events: list[Event]
    handled: Handled
    on: date

    @property
    def own_events(self) -> list[Event]:
        """What happened that is for the petitioner."""
        return [event for event in self.events if event.kind not in NOT_FOR_PETITIONERS]


async def follow(number: str, query_code: str, *, desk: Desk) -> Progress:
    """The progress of a petition. A wrong number and a wrong code raise the same `UnknownPetition`, as slowly."""
    async with desk.snapshot() as tx:
        return await progress_of(tx, await opened(tx, number, query_code, desk), desk)


async def progress_of(tx: ReadTx, petition: Petition, desk: Desk) -> Progress:
    """Everything on record of a petition."""
    events = await history.of(tx, petition.id)
    return Progress(
        petition,
        await petitioners.first(tx, petition.id, petition.number, desk.vault),
        await classifications.of(tx, petition.id),
        await deadlines.running(tx, petition.id),
        events,
        await _handled(tx, petition.id, events),
        local_date(desk.now()),
    )


async def _handled(tx: ReadTx, petition_id: int, events: list[Event]) -> Handled:
    """Asked only where there can be something: most who look have just registered."""
    if not any(event.kind in _GOES_ON for event in events):
        return Handled()
    return Handled(
        await referrals.of(tx, petition_id),
        await reviews.of(tx, petition_id),
        await evaluations.of(tx, petition_id),
        await evaluations.windows(tx, petition_id),
    )
