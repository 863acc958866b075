"""How supervision is shown."""

from collections.abc import Sequence
from datetime import date, datetime

from pydantic import BaseModel, Field

from service.bureau.load import Bureau
from service.desk.kit import ZONE
from service.register.omissions import Omission, Total
from service.register.supervisions import Done, Supervision
from service.rulebook import supervising
from service.rulebook.detecting import Detector, Sign
from service.rulebook.supervising import SupervisionKind, SupervisionStage, SupervisionStep
from service.rulebook.terms import Clock
from service.supervision.look import Omissions


class SupervisionOut(BaseModel):
    """An act of supervision as it stands."""

    id: int
    version: int = Field(description="send it back as If-Match")
    kind: SupervisionKind
    kind_label: str
    stage: SupervisionStage
    stage_label: str
    number: str | None = Field(description="its petition, if it is about one")
    referral: int | None
    organ: str | None
    organ_name: str | None
    opened_on: date
    due_on: date | None
    legal_limit_on: date | None
    overdue: bool
    closed_on: date | None
    officer: str
    facts: dict[str, object] = Field(
        description="what its kind says: see the form that opens it and those of its steps"
    )
    allowed: list[SupervisionStep]


class SupervisionsOut(BaseModel):
    """Acts of supervision; `Link` names the next page where there is one."""

    entries: list[SupervisionOut]


class DoneOut(BaseModel):
    """A step that was taken."""

    step: SupervisionStep
    label: str
    at: datetime
    actor: str
    detail: dict[str, object]


class SupervisionWholeOut(BaseModel):
    """One with everything that was done."""

    supervision: SupervisionOut
    history: list[DoneOut]


class DetectorOut(BaseModel):
    """A definition, and how much it finds."""

    code: str
    zh: str
    en: str
    article: str
    sign: Sign
    clocks: list[Clock]
    days: int
    trigger: bool = Field(description="whether it calls for supervision (条例 40(1))")
    found: int
    petitions: int


class DetectorsOut(BaseModel):
    """All detectors in the order of the bureau's file."""

    first: date
    last: date
    detectors: list[DetectorOut]


class OmissionOut(BaseModel):
    """Something that ought to have been done, and the petition behind it."""

    on_day: date
    number: str
    referral: str | None
    clock: str | None
    label: str | None


class OmissionsOut(BaseModel):
    """What a detector finds; `Link` names the next page where there is one."""

    first: date
    last: date
    detector: DetectorOut
    entries: list[OmissionOut]


def supervision_out(one: Supervision, bureau: Bureau, on: date) -> SupervisionOut:
    """An act of supervision, as of a day."""
    limit = one.legal_limit_on
    return SupervisionOut(
        id=one.id,
        version=one.version,
        kind=one.kind,
        kind_label=bureau.labels.of(one.kind).zh,
        stage=one.stage,
        stage_label=bureau.labels.of(one.stage).zh,
        number=one.number,
        referral=one.referral,
        organ=one.organ,
        organ_name=bureau.organs.name(one.organ) if one.organ and one.organ in bureau.organs else None,
        opened_on=one.opened_on,
        due_on=one.due_on,
        legal_limit_on=limit,
        overdue=limit is not None and (one.closed_on or on) > limit,
        closed_on=one.closed_on,
        officer=one.officer,
        facts=dict(one.facts),
        allowed=supervising.allowed(one.kind, one.stage),
    )


def supervisions_out(found: Sequence[Supervision], bureau: Bureau, on: date) -> SupervisionsOut:
    """A page of them."""
    return SupervisionsOut(entries=[supervision_out(one, bureau, on) for one in found])


def whole_out(one: Supervision, steps: Sequence[Done], bureau: Bureau, on: date) -> SupervisionWholeOut:
    """One with its history."""
    return SupervisionWholeOut(
        supervision=supervision_out(one, bureau, on),
        history=[
            DoneOut(
                step=step.step,
                label=bureau.labels.of(step.step).zh,
                at=step.at.astimezone(ZONE),
                actor=step.actor,
                detail=dict(step.detail),
            )
            for step in steps
        ],
    )


def detector_out(detector: Detector, total: Total) -> DetectorOut:
    """A detector with its figures."""
    return DetectorOut(
        code=detector.code,
        zh=detector.zh,
        en=detector.en,
        article=detector.article,
        sign=detector.sign,
        clocks=list(detector.clocks),
        days=detector.days,
        trigger=detector.trigger,
        found=total.found,
        petitions=total.petitions,
    )


def omissions_out(found: Omissions, first: date, last: date, bureau: Bureau) -> OmissionsOut:
    """What a detector finds."""
    return OmissionsOut(
        first=first,
        last=last,
        detector=detector_out(found.detector, found.total),
        entries=[_omission_out(one, bureau) for one in found.page],
    )


def _omission_out(one: Omission, bureau: Bureau) -> OmissionOut:
    clock = Clock(one.clock) if one.clock else None
    return OmissionOut(
        on_day=one.on_day,
        number=one.number,
        referral=f"{one.number}-{one.referral}" if one.referral else None,
        clock=clock,
        label=bureau.labels.of(clock).zh if clock else None,
    )
