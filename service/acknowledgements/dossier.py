"""What notices are made from: a petition with everything on record about it, read in one transaction."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from service.desk.kit import Desk
from service.register import classifications, deadlines, history, petitioners, referrals
from service.register.classifications import Classification
from service.register.history import Event
from service.register.petitions import Petition
from service.register.referrals import Referral
from service.rulebook import notices
from service.rulebook.duties import Change
from service.rulebook.notices import Fact
from service.rulebook.terms import Clock
from service.rulebook.vocabulary import DeadlineStep, NoticeKind, Purpose, Route
from service.storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class Dossier:
    """A petition with its history, matters, decisions and clocks. `petitioner` is a name, or 信访人."""

    petition: Petition
    petitioner: str
    events: tuple[Event, ...]
    referrals: tuple[Referral, ...]
    decisions: tuple[Classification, ...]
    clocks: tuple[Change, ...]

    def owed(self) -> Iterator[tuple[int, Event, NoticeKind]]:
        """Every notice that its history owes, with the sequence number of the event that owes it."""
        for sequence, event in enumerate(self.events, start=1):
            for kind in notices.owed(self._fact(event)):
                yield sequence, event, kind

    def matter(self, event: Event) -> Referral | None:
        """The matter at an organ that an event is about."""
        ordinal = event.detail.get("referral")
        return next((one for one in self.referrals if one.ordinal == ordinal), None)

    def addressee(self, event: Event) -> str | None:
        """The organ that a letter of an event goes to: the one that it names (who reviews), or who has the matter."""
        matter, named = self.matter(event), event.detail.get("organ")
        return str(named) if named else matter.organ if matter else None

    def subject(self, matter: Referral | None) -> str:
        """The subject as it may be told about this matter: of several claims only its own (30(3))."""
        if matter is None or matter.claim is None:
            return self.petition.subject
        sent_under = next(one for one in self.decisions if one.version == matter.decision)
        return sent_under.claims[matter.claim - 1].summary or f"第{matter.claim}项请求"

    def due_on(self, matter: Referral | None, *clocks: Clock, on: date | None = None) -> date | None:
        """The day on which one of these clocks ends that was set for this matter (on this day, where one is named)."""
        ordinal = matter.ordinal if matter else 0
        found = [
            change.duty.due_on
            for change in self.clocks
            if change.step is DeadlineStep.SET and change.duty.referral == ordinal and change.duty.clock in clocks
            if on is None or change.on == on
        ]
        return found[-1] if found else None

    def _fact(self, event: Event) -> Fact:
        matter, decided = self.matter(event), self.decisions[-1]
        route = matter.route if matter else decided.route
        return Fact(
            event.kind,
            event.detail,
            Purpose(decided.purpose) if decided.purpose else None,
            Route(route) if route else None,
            matter.kind if matter else None,
            self.petition.anonymous,
        )


async def opened(tx: Tx, petition: Petition, desk: Desk) -> Dossier:
    """The dossier of a held petition."""
    people = await petitioners.of(tx, petition.id, petition.number, desk.vault)
    return Dossier(
        petition,
        _called([one.name for one in people], petition),
        tuple(await history.of(tx, petition.id)),
        tuple(await referrals.of(tx, petition.id)),
        tuple(await classifications.of(tx, petition.id)),
        tuple(await deadlines.of(tx, petition.id)),
    )


def _called(names: list[str], petition: Petition) -> str:
    if not names or petition.anonymous:
        return "信访人"
    return f"{names[0]}等{petition.people_count}人" if petition.joint and petition.people_count > 1 else names[0]
