"""What is held about a person, as one document: in clear what is his own, others as anybody may see them."""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, Field

from service.attachments.views import AttachmentOut, told
from service.bureau.load import Bureau
from service.desk.citizen import PETITIONER, TO_COMPETENT_ORGAN
from service.desk.findings import label
from service.desk.kit import ZONE
from service.intake.progress_views import ProgressOut, progress_out
from service.register import classifications
from service.register.accesses import Listed
from service.register.classifications import Classification
from service.register.petitioners import Petitioner, masked
from service.register.petitions import Petition
from service.rights.export import Held
from service.rulebook.handling_vocabulary import Satisfaction
from service.rulebook.vocabulary import (
    AccessKind,
    Channel,
    EventKind,
    MessageKind,
    NoticeKind,
    Purpose,
    Question,
    Route,
)


class HeldPersonOut(BaseModel):
    """Somebody who petitions; of others than who was identified the masked name alone."""

    person: int
    name: str
    phone: str | None
    document_type: str | None
    document_number: str | None
    address: str | None


class HeldPetitionOut(BaseModel):
    """The petition as it was written."""

    channel: Channel
    received_at: datetime
    registered_at: datetime
    subject: str
    request: str
    facts: str
    problem_place: str | None
    language: str
    joint: bool
    people_count: int
    affected_count: int | None
    external_number: str | None
    content_sha256: str = Field(description="of the words as they were registered; stands in the receipt")


class HeldSupplementOut(BaseModel):
    """What was added later."""

    at: datetime
    text: str


class HeldAnswerOut(BaseModel):
    """An answer of a decision: its code and what that means."""

    code: str
    label: str


class HeldDecisionOut(BaseModel):
    """A decision on the petition. Where an accusation goes is told no closer than in the progress (30(3))."""

    version: int
    made_at: datetime
    made_by: str = Field(description="`machine` or `clerk`")
    purpose: HeldAnswerOut | None
    content_class: HeldAnswerOut | None
    place: HeldAnswerOut | None
    route: HeldAnswerOut | None


class HeldNoticeOut(BaseModel):
    """A notice that was addressed to who petitions."""

    serial: str
    kind: NoticeKind
    issued_at: datetime
    title: str | None
    document_number: str | None
    text: str
    sms: str
    content_sha256: str
    file_sha256: str | None = Field(description="of the printed notice; null before it is printed")


class HeldEvaluationOut(BaseModel):
    """A rating: of the bureau (0) or of the organ that had this matter."""

    referral: int
    satisfaction: Satisfaction
    reason: str | None
    evaluated_on: date


class HeldMessageOut(BaseModel):
    """What the portal was told, to pass on."""

    id: UUID
    kind: MessageKind
    at: datetime
    referral: int | None
    data: dict[str, object]


class HeldAccessOut(BaseModel):
    """That somebody has seen, revealed or changed something. Why stands in the trail, for who audits."""

    at: datetime
    kind: AccessKind
    label: str
    by: str = Field(description="`petitioner`, the bureau or an organ; 有权机关 for an accusation")


class PersonCorrectedOut(BaseModel):
    """What was corrected of whom. What it says now is told by the export or a reveal."""

    number: str
    person: int
    fields: list[str] = Field(examples=[["address", "phone"]])
    corrected_at: datetime
    version: int = Field(description="of the petition: send it back as If-Match")


class HoldOut(BaseModel):
    """Whether a petition is kept beyond its time, by whose word."""

    number: str
    held: bool
    because: str
    decided_by: str
    decided_at: datetime


class PersonExportOut(BaseModel):
    """Everything that is held about a person with a petition (个人信息保护法 45)."""

    number: str
    exported_at: datetime
    person: int
    people: list[HeldPersonOut]
    earlier: list[HeldPersonOut] = Field(description="the same person as registered, and before each correction")
    petition: HeldPetitionOut
    supplements: list[HeldSupplementOut]
    progress: ProgressOut = Field(description="as its petitioner follows it: steps, matters, answers, reviews, rights")
    decisions: list[HeldDecisionOut]
    notices: list[HeldNoticeOut]
    files: list[AttachmentOut]
    evaluations: list[HeldEvaluationOut]
    messages: list[HeldMessageOut]
    accesses: list[HeldAccessOut]


def export_out(held: Held, at: datetime, bureau: Bureau) -> PersonExportOut:
    """The document."""
    progress = held.progress
    accused = any(_accuses(one) for one in progress.classifications)
    return PersonExportOut(
        number=progress.petition.number,
        exported_at=at.astimezone(ZONE),
        person=held.person,
        people=[_person(nth, one, held.person) for nth, one in enumerate(held.people, 1)],
        earlier=[_person(held.person, one, held.person) for one in held.earlier],
        petition=_petition(progress.petition),
        supplements=[*_supplements(held)],
        progress=progress_out(progress, bureau),
        decisions=[_decision(one, progress.petition.registered_on, bureau) for one in progress.classifications],
        notices=[*_notices(held)],
        files=[AttachmentOut(**told(filed, name)) for filed, name in held.files],
        evaluations=[
            HeldEvaluationOut(**{name: getattr(one, name) for name in HeldEvaluationOut.model_fields})
            for one in held.evaluations
        ],
        messages=[
            HeldMessageOut(
                id=one.uid, kind=one.kind, at=one.at.astimezone(ZONE), referral=one.referral, data=dict(one.data)
            )
            for one in held.messages
        ],
        accesses=[_access(one, accused, bureau) for one in held.accesses],
    )


def _person(nth: int, one: Petitioner, identified: int) -> HeldPersonOut:
    if nth != identified:
        other = dict.fromkeys(("phone", "document_type", "document_number", "address"))
        return HeldPersonOut(person=nth, name=masked(one.name), **other)
    own = {name: getattr(one, name) for name in Petitioner.__slots__}
    return HeldPersonOut(person=nth, **own)


def _petition(one: Petition) -> HeldPetitionOut:
    facts = {name: getattr(one, name) for name in HeldPetitionOut.model_fields}
    times = {name: facts[name].astimezone(ZONE) for name in ("received_at", "registered_at")}
    return HeldPetitionOut(**{**facts, **times, "content_sha256": one.content_sha256.hex()})


def _supplements(held: Held) -> Iterator[HeldSupplementOut]:
    for event in held.progress.own_events:
        if event.kind is EventKind.SUPPLEMENTED:
            yield HeldSupplementOut(at=event.at.astimezone(ZONE), text=event.detail["text"])


def _accuses(made: Classification) -> bool:
    claims = any(claim.accusation for claim in made.claims)
    return made.purpose == Purpose.ACCUSATION or made.route == Route.DISCIPLINE or claims


def _decision(made: Classification, on: date, bureau: Bureau) -> HeldDecisionOut:
    def answer(question: Question, code: str | None) -> HeldAnswerOut | None:
        return None if code is None else HeldAnswerOut(code=code, label=label(question, code, bureau, on))

    return HeldDecisionOut(
        version=made.version,
        made_at=made.made_at.astimezone(ZONE),
        made_by="machine" if made.made_by == classifications.MACHINE else "clerk",
        purpose=answer(Question.PURPOSE, made.purpose),
        content_class=answer(Question.CONTENT_CLASS, made.content_class),
        place=answer(Question.PLACE, made.division),
        route=None if _accuses(made) else answer(Question.ROUTE, made.route),
    )


def _notices(held: Held) -> Iterator[HeldNoticeOut]:
    for one, words in held.notices:
        yield HeldNoticeOut(
            serial=one.serial,
            kind=one.kind,
            issued_at=one.issued_at.astimezone(ZONE),
            title=one.title,
            document_number=one.document_number,
            text=words.text,
            sms=words.sms,
            content_sha256=one.content_sha256.hex(),
            file_sha256=one.file_sha256.hex() if one.file_sha256 else None,
        )


def _access(one: Listed, accused: bool, bureau: Bureau) -> HeldAccessOut:
    who = bureau.name
    if one.actor.startswith(PETITIONER):
        who = PETITIONER
    elif one.organ is not None:
        who = TO_COMPETENT_ORGAN if accused else bureau.organs.called(one.organ)
    return HeldAccessOut(at=one.at.astimezone(ZONE), kind=one.kind, label=bureau.labels.of(one.kind).zh, by=who)
