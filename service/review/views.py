"""How a review is shown to the organ that gives it, and to the petitioner who asked for it."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from service.bureau.load import Bureau
from service.desk.kit import ZONE
from service.desk.matter import reference
from service.desk.next_steps import NextStepOut, next_step
from service.register.history import Event
from service.register.petitioners import masked
from service.review.look import Case, Standing
from service.review.request import Requested
from service.review.take import named
from service.rulebook.handling_vocabulary import Outcome, ReviewLevel, ReviewOutcome, ReviewStage, ReviewStep
from service.rulebook.reviews import allowed
from service.rulebook.vocabulary import EventKind, TextField


class ReviewRequestedOut(BaseModel):
    """A review that was asked for."""

    id: str = Field(examples=["HB8706518564-1-review"])
    level: ReviewLevel
    label: str = Field(examples=["复查"])
    organ: str = Field(description="who reviews; 有权机关 for an accusation")
    requested_on: date
    next: NextStepOut | None


class ReviewOut(BaseModel):
    """A review, as it stands."""

    id: str = Field(examples=["HB8706518564-1-review"])
    number: str
    referral: str = Field(description="the matter whose answer is reviewed", examples=["HB8706518564-1"])
    version: int = Field(description="send it back as If-Match")
    level: ReviewLevel
    level_label: str
    stage: ReviewStage
    stage_label: str
    requested_on: date
    hearing_days: int = Field(description="of hearings; only a re-review leaves them out of its 30 days (36(2))")
    decided_on: date | None
    delivered_on: date | None
    outcome: ReviewOutcome | None
    next: NextStepOut | None
    allowed: list[ReviewStep] = Field(description="the steps that the table allows now")


class ReviewsOut(BaseModel):
    """Reviews; `Link` names the next page where there is one."""

    reviews: list[ReviewOut]


class AnswerOut(BaseModel):
    """The opinion under review, as it was given (条例 32)."""

    organ: str
    organ_name: str
    replied_on: date | None
    outcome: Outcome
    request: str
    facts_and_reasons: str
    opinion: str
    legal_basis: str
    remedy: str


class SaidOut(BaseModel):
    """What the petitioner asked for, or what was decided on it."""

    at: datetime
    event: EventKind
    level: ReviewLevel
    outcome: ReviewOutcome | None
    text: str


class CaseOut(BaseModel):
    """A review with what is needed to decide it: the words of the matter, the opinion, the requests."""

    review: ReviewOut
    received_at: datetime
    people_count: int
    petitioner: str | None = Field(description="masked; null where anonymous", examples=["王**"])
    words: dict[TextField, str]
    answer: AnswerOut | None
    said: list[SaidOut]


def requested_out(requested: Requested, bureau: Bureau) -> ReviewRequestedOut:
    """For the petitioner."""
    review = requested.review
    return ReviewRequestedOut(
        id=named(requested.number, review.referral, review.level),
        level=review.level,
        label=bureau.labels.of(review.level).zh,
        organ=requested.organ,
        requested_on=review.requested_on,
        next=next_step(requested.deciding, bureau) if requested.deciding else None,
    )


def review_out(standing: Standing, bureau: Bureau) -> ReviewOut:
    """For the organ that reviews."""
    one = standing.review
    return ReviewOut(
        id=named(standing.number, one.referral, one.level),
        number=standing.number,
        referral=reference(standing.number, one.referral),
        version=one.version,
        level=one.level,
        level_label=bureau.labels.of(one.level).zh,
        stage=one.stage,
        stage_label=bureau.labels.of(one.stage).zh,
        requested_on=one.requested_on,
        hearing_days=one.hearing_days,
        decided_on=one.decided_on,
        delivered_on=one.delivered_on,
        outcome=one.outcome,
        next=next_step(standing.deciding, bureau) if standing.deciding else None,
        allowed=allowed(one.stage),
    )


def case_out(case: Case, bureau: Bureau) -> CaseOut:
    """The same with everything it is decided by."""
    return CaseOut(
        review=review_out(case.standing, bureau),
        received_at=case.petition.received_at.astimezone(ZONE),
        people_count=case.petition.people_count,
        petitioner=masked(case.petitioner.name) if case.petitioner else None,
        words=dict(case.words),
        answer=_answer(case, bureau),
        said=[_said(event) for event in case.reviews],
    )


def _answer(case: Case, bureau: Bureau) -> AnswerOut | None:
    said, organ = case.answer, case.referral.organ
    if said is None:
        return None
    texts = ("outcome", "request", "facts_and_reasons", "opinion", "legal_basis", "remedy")
    return AnswerOut(
        organ=organ,
        organ_name=bureau.organs.called(organ),
        replied_on=case.referral.replied_on,
        **{name: said[name] for name in texts},
    )


def _said(event: Event) -> SaidOut:
    decided = event.kind is EventKind.REVIEW_DECIDED
    return SaidOut(
        at=event.at.astimezone(ZONE),
        event=event.kind,
        level=ReviewLevel(event.detail["level"]),
        outcome=ReviewOutcome(event.detail["outcome"]) if decided else None,
        text=event.detail["opinion"] if decided else event.detail["text"],
    )
