"""A petitioner asks for 复查, and after it for 复核, within 30 days of proven delivery (条例 35, 36)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from service.delivery import messages, outbox
from service.delivery.messages import Message
from service.desk.citizen import PETITIONER, Reproach, organ_told, own_matter, own_petition, reproach_of
from service.desk.figures import settle
from service.desk.kit import Desk
from service.desk.matter import HeldPetition, kept_out
from service.desk.telling import to_portal
from service.register import deadlines, history, reviews
from service.register.history import Event
from service.register.referrals import Referral
from service.register.reviews import Review
from service.review.take import no_reviewers
from service.rulebook.consequences import DECIDING
from service.rulebook.duties import Duty, find
from service.rulebook.errors import ContentConflict, Fault
from service.rulebook.handling_vocabulary import ReviewStage
from service.rulebook.reviews import level_next, reviewer
from service.rulebook.vocabulary import EventKind, MessageKind
from service.storage.transaction import ReadTx, Tx


@dataclass(frozen=True, slots=True)
class Requested:
    """What was asked of whom, and by when it is decided."""

    number: str
    review: Review
    organ: str  # as the petitioner is told
    deciding: Duty | None


async def request(number: str, query_code: str, referral: int, text: str, *, at: datetime, desk: Desk) -> Requested:
    """Ask the organ above to review the answer to a matter. The same words again are the same request.

    Raises `UnknownPetition` for a wrong number or code, `TermExpired` where the window is not open: no delivery is
    proven, the answer is of no petition procedure, the days are over, or 复核 has been asked for already; and
    `ContentConflict` for a matter that is not there, or whose 上一级 the bureau does not know.
    """
    async with desk.begin() as tx:
        held = await own_petition(tx, number, query_code, at, desk)
        matter = own_matter(held, referral)
        asked = [one for one in await reviews.of(tx, held.petition.id) if one.referral == referral]
        if asked and asked[-1].stage is ReviewStage.REQUESTED and await _words(tx, asked[-1]) == text:
            return _requested(held, matter, asked[-1], held.clocks.running, desk)
        level, reproach = level_next([one.level for one in asked]), reproach_of(text, at, desk)
        answerer = asked[-1].organ if asked else matter.organ
        # The window speaks first: it is the law's answer, whoever would review.
        tuple(held.clocks.of_review_request(level, answerer, referral))
        organ = _reviewer(answerer, held, reproach, desk)
        changes = tuple(held.clocks.of_review_request(level, organ, referral))
        review = Review(held.petition.id, referral, level, organ, ReviewStage.REQUESTED, 1, held.clocks.on)
        _record(tx, held, review, at, {"text": text, "withheld": reproach.accuses})
        tx.write(*deadlines.change(held.petition.id, changes, at))
        await settle(tx, [held.petition.id])
    desk.bell.set()
    return _requested(held, matter, review, [change.duty for change in changes], desk)


def _reviewer(answerer: str, held: HeldPetition, reproach: Reproach, desk: Desk) -> str:
    """The 上一级 as it stands today; never one that petition or request accuses (28(3), 30(3))."""
    organs, accused = desk.bureau.organs, kept_out(held.decided, desk.bureau) | reproach.kept_out
    out = no_reviewers(accused, desk.bureau)
    above = reviewer(answerer, organs.by_code, out)
    acting = None if above is None else organs.in_force(above, held.clocks.on)
    if acting is None or acting.code in out:
        raise ContentConflict((Fault("/referral", "no_reviewer"),))
    return acting.code


def _record(tx: Tx, held: HeldPetition, review: Review, at: datetime, said: Mapping[str, object]) -> None:
    petition = held.petition
    detail = {"referral": review.referral, "level": review.level, "organ": review.organ, **said}
    asked = EventKind.REVIEW_REQUESTED
    to_reviewer = Message(
        MessageKind.REVIEW_REQUESTED,
        petition.id,
        petition.number,
        review.referral,
        review.organ,
        None,
        at,
        {"level": review.level, "requested_on": review.requested_on},
    )
    told = to_portal(petition, at, referral=review.referral, stage=petition.stage, step=asked)
    tx.write(
        reviews.enter(review),
        outbox.post_notices(petition.id),
        history.append(petition.id, Event(asked, at, PETITIONER, detail)),
        messages.post_all([to_reviewer, told]),
    )


async def _words(tx: ReadTx, review: Review) -> str | None:
    """With what words a review was asked for."""
    for event in await history.of(tx, review.petition_id):
        of_it = event.kind is EventKind.REVIEW_REQUESTED and event.detail["referral"] == review.referral
        if of_it and event.detail["level"] == review.level:
            return str(event.detail["text"])
    return None


def _requested(held: HeldPetition, matter: Referral, review: Review, duties: Iterable[Duty], desk: Desk) -> Requested:
    told = organ_told(review.organ, matter, desk.bureau, held.decided)
    return Requested(held.petition.number, review, told, find(duties, DECIDING[review.level], review.referral))
