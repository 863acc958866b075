"""One step of a review by the organ that reviews: held, checked, recorded in one transaction."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from service.bureau.load import Bureau
from service.delivery import messages, outbox
from service.desk.acting import Act
from service.desk.clocks import running_clocks
from service.desk.figures import settle
from service.desk.matter import reference
from service.desk.opening import canonical
from service.desk.sight import organ_sight
from service.desk.telling import to_portal
from service.register import classifications, deadlines, history, petitions, recusals, reviews
from service.register.history import Event
from service.register.petitions import Petition
from service.register.reviews import Review
from service.rulebook.consequences import Clocks
from service.rulebook.duties import Change
from service.rulebook.errors import OfficerRecused, StepRefused, UnknownReview, VersionStale
from service.rulebook.guard import barred
from service.rulebook.handling_vocabulary import ReviewLevel, ReviewStep
from service.rulebook.reviews import advance
from service.rulebook.vocabulary import EventKind, Stage
from service.storage.sight import PLAIN, Sight, without
from service.storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class ReviewReference:
    """The public name of a review: the matter's and the level, `HB8706518564-1-review`."""

    number: str
    referral: int
    level: str

    @classmethod
    def read(cls, text: str) -> "ReviewReference":
        """What the text names; what cannot be one names nothing, and is looked for all the same."""
        matter, _, level = text.strip().rpartition("-")
        number, _, ordinal = matter.rpartition("-")
        return cls(number, int(ordinal) if ordinal.isascii() and ordinal.isdigit() and len(ordinal) < 5 else 0, level)

    def names(self, review: Review) -> bool:
        """Whether this review of the petition is meant."""
        return review.referral == self.referral and review.level == self.level


def named(number: str, referral: int, level: ReviewLevel) -> str:
    """A review as it is written."""
    return f"{reference(number, referral)}-{level.value}"


@dataclass(frozen=True, slots=True)
class HeldReview:
    """A review with all that a step may depend on."""

    petition: Petition
    review: Review
    clocks: Clocks


@dataclass(frozen=True, slots=True)
class Taking:
    """What is done: the step, how the history calls it, what it says, what changes of the clocks and of the row."""

    step: ReviewStep
    event: EventKind
    detail: Mapping[str, Any] = field(default_factory=dict)
    changes: Sequence[Change] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    follows: Sequence[tuple[EventKind, Mapping[str, Any]]] = ()  # what else is a fact with it


def may_see(organ: str | None, review: Review, accused: Collection[str], bureau: Bureau) -> bool:
    """Whether a review is for the eyes of this organ: its own, and none of a petition that accuses it (30(3))."""
    return organ == review.organ and organ not in no_reviewers(barred(accused, bureau.organs.ties), bureau)


def no_reviewers(out: Collection[str], bureau: Bureau) -> frozenset[str]:
    """The organs that are kept out, with every government whose name is read as one of them.

    Who writes 区政府 is taken to mean its office (organ_aliases.csv); who accuses that accuses the government too.
    """
    return frozenset(out) | {one.code for one in bureau.organs if bureau.organ_aliases.get(one.name) in out}


def reviewing_sight(organ: str | None, bureau: Bureau) -> Sight:
    """What an organ may know of the reviews it was asked for; no organ, none that accuses anybody."""
    if organ is None:
        return PLAIN
    kept = set(organ_sight(organ, bureau).kept)
    found = bureau.organs.find(organ)
    read_as = bureau.organ_aliases.get(found.name) if found else None
    return without(kept | set(organ_sight(read_as, bureau).kept) if read_as else kept)


def may(held: HeldReview, step: ReviewStep) -> None:
    """The table speaks before any other rule, so that a refusal names what is allowed. Raises `StepRefused`."""
    if held.petition.stage is Stage.WITHDRAWN:  # nobody asks any more
        raise StepRefused(held.petition.stage, step, "")
    advance(held.review.stage, step)


async def carry_out(meant: ReviewReference, decide: Callable[[HeldReview], Taking], act: Act) -> Review:
    """Hold the review, let `decide` say what is done with it as it stands, and record that.

    Raises `UnknownReview` for one that this organ may not see, `VersionStale`, `OfficerRecused`, `StepRefused`, and
    whatever `decide` has against it.
    """
    async with act.desk.begin() as tx:
        held = await _held(tx, meant, act)
        after = _record(tx, held, decide(held), act)
        await settle(tx, [held.petition.id])
    act.desk.bell.set()
    return after


async def _held(tx: Tx, meant: ReviewReference, act: Act) -> HeldReview:
    number, organ = canonical(meant.number, act.desk), act.hand.organ
    asked = (meant.referral, meant.level, organ, reviewing_sight(organ, act.desk.bureau))
    if await reviews.open_to(tx, number, *asked) is None:  # before anything is held
        raise UnknownReview
    petition = await petitions.lock(tx, number)
    if petition is None:
        raise UnknownReview
    review = next((one for one in await reviews.of(tx, petition.id) if meant.names(one)), None)
    decided = await classifications.latest(tx, petition.id)
    if review is None or not may_see(act.hand.organ, review, decided.accused, act.desk.bureau):
        raise UnknownReview
    if review.version != act.seen_version:
        raise VersionStale(review.version)
    if await recusals.is_recused(tx, petition.id, act.hand.officer):
        raise OfficerRecused
    return HeldReview(petition, review, await running_clocks(tx, petition.id, act.at, act.desk))


def _record(tx: Tx, held: HeldReview, taking: Taking, act: Act) -> Review:
    may(held, taking.step)
    before, petition, actor = held.review, held.petition, act.hand.actor
    after = before.moved(advance(before.stage, taking.step), **taking.facts)
    of_it = {"referral": before.referral, "level": before.level}
    events = [(taking.event, taking.detail), *taking.follows]
    told = to_portal(petition, act.at, referral=before.referral, stage=petition.stage, step=taking.event)
    tx.write(
        reviews.move(after),
        history.append(petition.id, *(Event(kind, act.at, actor, {**of_it, **said}) for kind, said in events)),
        *deadlines.change(petition.id, taking.changes, act.at),
        outbox.post_notices(petition.id),
        messages.post(told),
    )
    return after
