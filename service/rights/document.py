"""The document that a person is handed: what is held about him, part by part."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, Field

from service.attachments.views import AttachmentOut
from service.intake.progress_views import ProgressOut
from service.rulebook.handling_vocabulary import Satisfaction
from service.rulebook.vocabulary import (
    AccessKind,
    Channel,
    MessageKind,
    NoticeKind,
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
