"""An organ looks at the reviews it was asked for: each with the words it needs, and none that accuses it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.desk.discretion import discretion_of
from service.desk.kit import Desk
from service.desk.opening import canonical
from service.desk.words import words_of
from service.register import classifications, deadlines, history, petitioners, petitions, referrals, reviews
from service.register.history import Event
from service.register.petitioners import Petitioner
from service.register.petitions import Petition
from service.register.referrals import Referral
from service.register.reviews import Review
from service.review.take import ReviewReference, reviewing_sight
from service.rulebook.consequences import DECIDING
from service.rulebook.duties import Duty, find
from service.rulebook.errors import UnknownReview
from service.rulebook.handling_vocabulary import ReviewStage
from service.rulebook.vocabulary import EventKind, TextField


@dataclass(frozen=True, slots=True)
class Standing:
    """A review with the number of its petition and the clock that runs for it."""

    number: str
    review: Review
    deciding: Duty | None


@dataclass(frozen=True, slots=True)
class Page:
    """Reviews in order, and where the next page begins if there may be one."""

    standings: Sequence[Standing]
    last: tuple[int, int, str] | None


@dataclass(frozen=True, slots=True)
class Case:
    """What an organ needs to review an answer: the petition's words, the answer, what was asked and said since."""

    standing: Standing
    petition: Petition
    petitioner: Petitioner | None
    referral: Referral
    words: Mapping[TextField, str]
    answer: Mapping[str, Any] | None
    reviews: Sequence[Event]  # requests and decisions of this matter, the first first


async def of_organ(
    organ: str, stages: Sequence[ReviewStage], after: tuple[int, int, str], limit: int, *, desk: Desk
) -> Page:
    """At most `limit` reviews of an organ at these stages, in the order of registration; none that accuses it."""
    async with desk.snapshot() as tx:
        found = await reviews.of_organ(tx, organ, stages, after, limit, reviewing_sight(organ, desk.bureau))
        ids = sorted({one.petition_id for one in found})
        whole, running = await petitions.among(tx, ids), await deadlines.running_among(tx, ids)
        own = [_standing(whole[one.petition_id], one, running[one.petition_id]) for one in found]
    last = (found[-1].petition_id, found[-1].referral, found[-1].level.value) if len(found) == limit else None
    return Page(own, last)


async def standing_of(review: Review, *, desk: Desk) -> Standing:
    """A review with the clock that runs for it now."""
    async with desk.snapshot() as tx:
        petition = (await petitions.among(tx, [review.petition_id]))[review.petition_id]
        return _standing(petition, review, await deadlines.running(tx, petition.id))


async def one_of_organ(meant: ReviewReference, organ: str | None, *, desk: Desk) -> Case:
    """A review of an organ with its words. Raises `UnknownReview` for what is not, or no longer, for its eyes."""
    number, sight = canonical(meant.number, desk), reviewing_sight(organ, desk.bureau)
    async with desk.snapshot() as tx:
        petition_id = await reviews.open_to(tx, number, meant.referral, meant.level, organ, sight)
        if petition_id is None:
            raise UnknownReview
        petition = (await petitions.among(tx, [petition_id]))[petition_id]
        review = next(one for one in await reviews.of(tx, petition.id) if meant.names(one))
        decisions = await classifications.of(tx, petition.id)
        discretion = await discretion_of(tx, petition, desk)
        referral = next(one for one in await referrals.of(tx, petition.id) if one.ordinal == review.referral)
        sent_under = next(one for one in decisions if one.version == referral.decision)
        told, events = discretion.petition(petition), discretion.events(await history.of(tx, petition.id))
        own = [one for one in events if one.detail.get("referral") == review.referral]
        answers = [one.detail for one in own if one.kind is EventKind.REPLIED]
        asked = (EventKind.REVIEW_REQUESTED, EventKind.REVIEW_DECIDED)
        return Case(
            _standing(petition, review, await deadlines.running(tx, petition.id)),
            told,
            await petitioners.first(tx, petition.id, petition.number, desk.vault),
            referral,
            words_of(referral, sent_under, told.submission),
            answers[-1] if answers else None,
            [one for one in own if one.kind in asked],
        )


def _standing(petition: Petition, review: Review, running: Sequence[Duty]) -> Standing:
    return Standing(petition.number, review, find(running, DECIDING[review.level], review.referral))
