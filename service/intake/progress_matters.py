"""How a matter at an organ is told to its petitioner: where it stands, what comes next, the answer, the reviews of it.

Told is what is addressed to the petitioner. Reasons for sending it somewhere, objections and notes of leaders are not
(domain §12), and for an accusation not even the organ's name (条例 30(3)).
"""

from datetime import date

from pydantic import BaseModel, Field

from service.bureau.load import Bureau
from service.desk.matter import reference
from service.desk.next_steps import NextStepOut
from service.desk.receipt import day_in_words
from service.intake.progress import Progress
from service.intake.progress_reviews import ReviewProgressOut, last_said, organ_of, reviews_out
from service.intake.progress_rights import EvaluationOut, evaluation, owed, rights
from service.register.history import Event
from service.register.referrals import Referral
from service.rulebook.consequences import DECIDING, TARGETS
from service.rulebook.handling_vocabulary import Outcome, ReferralStage
from service.rulebook.terms import Clock
from service.rulebook.vocabulary import EventKind, Route

_REVIEWING = tuple(DECIDING.values())
_HANDLING = tuple(clock for clock in Clock if clock not in _REVIEWING)


class ChannelOut(BaseModel):
    """A procedure of its own into which a matter was led (导入)."""

    name: str
    days: int | None = Field(description="in how many days it ends, where its law says so")
    article: str


class OpinionOut(BaseModel):
    """The answer as it is addressed to the petitioner (处理意见书, 条例 32)."""

    outcome: Outcome
    label: str
    request: str
    facts_and_reasons: str
    opinion: str
    legal_basis: str
    remedy: str


class ExtensionOut(BaseModel):
    """A longer term, and why (条例 34: the reason is told)."""

    days: int
    because: str


class MatterProgressOut(BaseModel):
    """One matter at one organ, for its petitioner."""

    id: str = Field(examples=["HB8706518564-1"])
    referral: int = Field(description="name it so to rate the organ or to ask for a review")
    organ: str = Field(description="有权机关 for an accusation")
    stage: ReferralStage
    says: str
    sent_on: date
    arrived_on: date | None
    accepted_on: date | None
    replied_on: date | None
    delivered_on: date | None
    closed_on: date | None
    channel: ChannelOut | None = Field(description="where it is no matter of the petition procedure")
    extension: ExtensionOut | None
    next: list[NextStepOut]
    opinion: OpinionOut | None
    resolved: bool | None = Field(description="化解; a procedure may end without it")
    reviews: list[ReviewProgressOut]
    terminated: bool = Field(description="程序终结 (36(3)); the matter itself may be unresolved")
    evaluation: EvaluationOut | None = Field(description="null where nothing is rated")
    rights: list[NextStepOut] = Field(description="what may still be done, until which day")


def matters_out(progress: Progress, bureau: Bureau) -> list[MatterProgressOut]:
    """The matters of a petition, the first first."""
    return [_matter(one, progress, bureau) for one in progress.handled.referrals]


def _matter(one: Referral, progress: Progress, bureau: Bureau) -> MatterProgressOut:
    own = [event for event in progress.own_events if event.detail.get("referral") == one.ordinal]
    organ = organ_of(one.organ, one, progress, bureau)
    days = ("sent_on", "arrived_on", "accepted_on", "replied_on", "delivered_on", "closed_on")
    return MatterProgressOut(
        id=reference(progress.petition.number, one.ordinal),
        referral=one.ordinal,
        organ=organ,
        stage=one.stage,
        says=bureau.wording.matter(one.stage, organ=organ, date=day_in_words(_since(one))),
        **{name: getattr(one, name) for name in days},
        channel=_channel(one.route),
        extension=_extension(own),
        next=owed(progress, one.ordinal, bureau, *_HANDLING),
        opinion=_opinion(own, bureau),
        resolved=one.resolved,
        reviews=reviews_out(one, own, progress, bureau),
        terminated=any(event.kind is EventKind.TERMINATED for event in own),
        evaluation=evaluation(progress, one.ordinal, bureau),
        rights=rights(progress, one.ordinal, bureau),
    )


def _since(one: Referral) -> date:
    """The day of the step that the stage is named for."""
    day = {
        ReferralStage.ARRIVED: one.arrived_on,
        ReferralStage.ACCEPTED: one.accepted_on,
        ReferralStage.REPLIED: one.replied_on,
        ReferralStage.CLOSED: one.closed_on,
    }.get(one.stage)
    return day or one.sent_on


def _channel(route: Route) -> ChannelOut | None:
    into = TARGETS.get(route)
    return ChannelOut(name=into.name, days=into.days, article=into.article) if into else None


def _extension(own: list[Event]) -> ExtensionOut | None:
    said = last_said(own, EventKind.EXTENDED)
    return ExtensionOut(days=said["days"], because=said["because"]) if said else None


def _opinion(own: list[Event], bureau: Bureau) -> OpinionOut | None:
    said = last_said(own, EventKind.REPLIED)
    if said is None:
        return None
    outcome = Outcome(said["outcome"])
    texts = ("request", "facts_and_reasons", "opinion", "legal_basis", "remedy")
    return OpinionOut(outcome=outcome, label=bureau.labels.of(outcome).zh, **{name: said[name] for name in texts})
