"""How a matter at an organ is shown: to the bureau, and to the organ with the words that are for it."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from service.bureau.load import Bureau
from service.desk.kit import ZONE
from service.desk.matter import reference
from service.desk.next_steps import NextStepOut, next_step
from service.referral.look import OrganView, Standing
from service.register.petitioners import masked
from service.rulebook import handling
from service.rulebook.handling_vocabulary import Outcome, Procedure, ReferralKind, ReferralStage, ReferralStep
from service.rulebook.vocabulary import EventKind, Route, TextField


class ReferralOut(BaseModel):
    """A matter at an organ, as it stands."""

    id: str = Field(examples=["HB8706518564-1"])
    number: str
    version: int = Field(description="send it back as If-Match")
    organ: str
    organ_name: str
    kind: ReferralKind
    kind_label: str
    stage: ReferralStage
    stage_label: str
    route: Route
    route_label: str
    procedure: Procedure
    claim: int | None
    objections: int
    sent_on: date
    arrived_on: date | None
    accepted_on: date | None
    replied_on: date | None
    delivered_on: date | None
    closed_on: date | None
    outcome: Outcome | None
    resolved: bool | None = Field(description="化解; a procedure may end without it")
    next: list[NextStepOut]
    allowed: list[ReferralStep] = Field(description="the steps that the table allows now")


class ReferralsOut(BaseModel):
    """Matters at organs; `Link` names the next page where there is one."""

    referrals: list[ReferralOut]


class HappenedOut(BaseModel):
    """Something that happened to this matter."""

    at: datetime
    event: EventKind
    label: str
    detail: dict[str, object]


class MatterOut(BaseModel):
    """A matter with the words that are for this organ: of several claims only its own, never an accusation's."""

    referral: ReferralOut
    received_at: datetime
    people_count: int
    petitioner: str | None = Field(description="masked; null where anonymous", examples=["王**"])
    words: dict[TextField, str]
    history: list[HappenedOut]


def referral_out(standing: Standing, bureau: Bureau) -> ReferralOut:
    """A matter for whoever may see it."""
    one = standing.referral
    dates = ("sent_on", "arrived_on", "accepted_on", "replied_on", "delivered_on", "closed_on")
    return ReferralOut(
        id=reference(standing.number, one.ordinal),
        number=standing.number,
        version=one.version,
        organ=one.organ,
        organ_name=bureau.organs.called(one.organ),
        kind=one.kind,
        kind_label=bureau.labels.of(one.kind).zh,
        stage=one.stage,
        stage_label=bureau.labels.of(one.stage).zh,
        route=one.route,
        route_label=bureau.labels.of(one.route).zh,
        procedure=one.procedure,
        claim=one.claim,
        objections=one.objections,
        **{name: getattr(one, name) for name in dates},
        outcome=one.outcome,
        resolved=one.resolved,
        next=[next_step(duty, bureau) for duty in standing.running],
        allowed=handling.allowed(one.kind, one.stage),
    )


def matter_out(view: OrganView, bureau: Bureau) -> MatterOut:
    """A matter for its organ."""
    petition = view.petition
    return MatterOut(
        referral=referral_out(view.standing, bureau),
        received_at=petition.received_at.astimezone(ZONE),
        people_count=petition.people_count,
        petitioner=masked(view.petitioner.name) if view.petitioner else None,
        words=view.words,
        history=[
            HappenedOut(
                at=event.at.astimezone(ZONE),
                event=event.kind,
                label=bureau.labels.of(event.kind).zh,
                detail=dict(event.detail),
            )
            for event in view.events
        ],
    )
