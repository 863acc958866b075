"""How 复查 and 复核 of an answer are told to the petitioner who asked for them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel

from service.bureau.load import Bureau
from service.desk.citizen import organ_told
from service.desk.next_steps import NextStepOut
from service.desk.receipt import day_in_words
from service.intake.progress import Progress
from service.intake.progress_rights import owed
from service.register.history import Event
from service.register.referrals import Referral
from service.register.reviews import Review
from service.rulebook.consequences import DECIDING
from service.rulebook.handling_vocabulary import ReviewLevel, ReviewOutcome, ReviewStage
from service.rulebook.vocabulary import EventKind


class ReviewProgressOut(BaseModel):
    """A 复查 or 复核 of the answer."""

    level: ReviewLevel
    label: str
    organ: str
    stage: ReviewStage
    says: str
    requested_on: date
    decided_on: date | None
    delivered_on: date | None
    outcome: ReviewOutcome | None
    facts_and_reasons: str | None
    opinion: str | None
    legal_basis: str | None
    remedy: str | None
    next: list[NextStepOut]


def reviews_out(matter: Referral, own: Sequence[Event], progress: Progress, bureau: Bureau) -> list[ReviewProgressOut]:
    """The reviews of one matter, whose events are `own`; 复查 first."""
    found = (review for review in progress.handled.reviews if review.referral == matter.ordinal)
    return [_review(review, matter, own, progress, bureau) for review in found]


def organ_of(organ: str, matter: Referral, progress: Progress, bureau: Bureau) -> str:
    """How a petitioner is told which organ has a matter, or reviews it: as the decisions on it allow."""
    sent_under = [made for made in progress.classifications if made.version == matter.decision]
    return organ_told(organ, matter, bureau, progress.classifications[-1], *sent_under)


def last_said(own: Sequence[Event], kind: EventKind) -> dict[str, Any] | None:
    """What the last event of this kind says."""
    return next((dict(event.detail) for event in reversed(own) if event.kind is kind), None)


def _review(
    review: Review, matter: Referral, own: Sequence[Event], progress: Progress, bureau: Bureau
) -> ReviewProgressOut:
    of_it = [event for event in own if event.detail.get("level") == review.level]
    said = last_said(of_it, EventKind.REVIEW_DECIDED) or {}
    organ = organ_of(review.organ, matter, progress, bureau)
    since = day_in_words(review.decided_on or review.requested_on)
    texts = ("facts_and_reasons", "opinion", "legal_basis", "remedy")
    return ReviewProgressOut(
        level=review.level,
        label=bureau.labels.of(review.level).zh,
        organ=organ,
        stage=review.stage,
        says=bureau.wording.review(review.stage, organ=organ, date=since),
        requested_on=review.requested_on,
        decided_on=review.decided_on,
        delivered_on=review.delivered_on,
        outcome=review.outcome,
        **{name: said.get(name) for name in texts},
        next=owed(progress, matter.ordinal, bureau, DECIDING[review.level]),
    )
