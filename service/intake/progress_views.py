"""How progress is shown: to its petitioner in plain words, to a clerk in full."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from service.bureau.load import Bureau
from service.desk.citizen import TO_COMPETENT_ORGAN
from service.desk.findings import ClassificationOut, shown
from service.desk.kit import ZONE, local_date
from service.desk.next_steps import NextStepOut, next_step
from service.desk.receipt import day_in_words
from service.intake.progress import Progress
from service.intake.progress_dispositions import DispositionOut, dispositions_out
from service.intake.progress_matters import MatterProgressOut, matters_out
from service.intake.progress_reviews import organ_of
from service.intake.progress_rights import EvaluationOut, evaluation, owed, rights
from service.register.petitioners import masked
from service.rulebook.duties import ITSELF
from service.rulebook.handling import ENDED
from service.rulebook.handling_vocabulary import ReferralStage
from service.rulebook.vocabulary import EventKind, Purpose, Question, Route


class StepOut(BaseModel):
    """Something that happened."""

    at: datetime
    event: EventKind
    says: str


class ProgressOut(BaseModel):
    """Where a petition stands, for the one who holds its query code."""

    number: str
    subject: str
    petitioner: str | None = Field(description="masked; null where anonymous", examples=["王**"])
    stage: str
    says: str
    received_at: datetime
    registered_at: datetime
    organ: str | None = Field(description="proposed or competent organ; never named for an accusation")
    next: list[NextStepOut] = Field(description="what the bureau owes next, by when")
    steps: list[StepOut]
    matters: list[MatterProgressOut] = Field(description="what organs have in hand, or had")
    dispositions: list[DispositionOut] = Field(description="how the bureau ended its part where no organ answers")
    evaluation: EvaluationOut | None = Field(description="of the bureau; null where nothing is rated")
    rights: list[NextStepOut] = Field(description="what may still be done about the bureau's part, until which day")


class EventOut(BaseModel):
    """One line of the history."""

    at: datetime
    event: EventKind
    actor: str
    detail: dict[str, object]


class RecordOut(BaseModel):
    """The record of a petition, for a clerk. Who petitions stays masked."""

    number: str
    version: int = Field(description="send it back as If-Match")
    stage: str
    channel: str
    received_at: datetime
    registered_at: datetime
    subject: str
    request: str
    facts: str
    problem_place: str | None
    petitioner: str | None
    anonymous: bool
    joint: bool
    people_count: int
    affected_count: int | None
    external_number: str | None
    classifications: list[ClassificationOut]
    next: list[NextStepOut]
    events: list[EventOut]
    supplemented: bool = Field(description="the petitioner has added something that no classification has read yet")


def progress_out(progress: Progress, bureau: Bureau) -> ProgressOut:
    """For the petitioner."""
    petition = progress.petition
    return ProgressOut(
        number=petition.number,
        subject=petition.subject,
        petitioner=masked(progress.petitioner.name) if progress.petitioner else None,
        stage=petition.stage,
        says=_says(progress, bureau),
        received_at=petition.received_at.astimezone(ZONE),
        registered_at=petition.registered_at.astimezone(ZONE),
        organ=_organ(progress, bureau),
        next=owed(progress, ITSELF, bureau),
        steps=[
            StepOut(at=event.at.astimezone(ZONE), event=event.kind, says=bureau.labels.of(event.kind).zh)
            for event in progress.own_events
        ],
        matters=matters_out(progress, bureau),
        dispositions=dispositions_out(progress, bureau),
        evaluation=evaluation(progress, ITSELF, bureau),
        rights=rights(progress, ITSELF, bureau),
    )


def record_out(progress: Progress, bureau: Bureau) -> RecordOut:
    """For a clerk."""
    petition = progress.petition
    return RecordOut(
        number=petition.number,
        version=petition.version,
        stage=petition.stage,
        channel=petition.channel,
        received_at=petition.received_at.astimezone(ZONE),
        registered_at=petition.registered_at.astimezone(ZONE),
        subject=petition.subject,
        request=petition.request,
        facts=petition.facts,
        problem_place=petition.problem_place,
        petitioner=masked(progress.petitioner.name) if progress.petitioner else None,
        anonymous=petition.anonymous,
        joint=petition.joint,
        people_count=petition.people_count,
        affected_count=petition.affected_count,
        external_number=petition.external_number,
        classifications=[
            shown(made, petition.submission, bureau, petition.registered_on) for made in progress.classifications
        ],
        next=[next_step(deadline, bureau) for deadline in progress.running],
        events=[
            EventOut(at=event.at.astimezone(ZONE), event=event.kind, actor=event.actor, detail=dict(event.detail))
            for event in progress.events
        ],
        supplemented=_unread(progress),
    )


def _says(progress: Progress, bureau: Bureau) -> str:
    last = progress.own_events[-1]
    return bureau.wording.progress(
        progress.petition.stage,
        number=progress.petition.number,
        bureau_name=bureau.name,
        organ=_organ(progress, bureau) or TO_COMPETENT_ORGAN,
        date=day_in_words(local_date(last.at)),
        next_date=day_in_words(_next_day(progress, bureau)),
    )


def _next_day(progress: Progress, bureau: Bureau) -> date:
    """By when the bureau disposes of it, also where it does so anew."""
    owing = owed(progress, ITSELF, bureau)
    return owing[0]["by"] if owing else progress.petition.due_on


def _unread(progress: Progress) -> bool:
    """Whether something was added after the last decision: it is not classified anew silently."""
    added = (EventKind.SUPPLEMENTED, EventKind.ATTACHED)
    kinds = (*added, EventKind.CLASSIFIED, EventKind.CORRECTED)
    last = next(event.kind for event in reversed(progress.events) if event.kind in kinds)
    return last in added


def _organ(progress: Progress, bureau: Bureau) -> str | None:
    """Who has it; before it was sent, who is proposed."""
    made, sent = progress.classifications[-1], progress.handled.referrals
    having = [one for one in sent if one.stage not in ENDED] or [
        one for one in sent if one.stage is ReferralStage.CLOSED
    ]
    if having:
        return "、".join(dict.fromkeys(organ_of(one.organ, one, progress, bureau) for one in having))
    if Question.ORGAN in made.open_questions or made.organ is None:
        return None
    if made.purpose == Purpose.ACCUSATION or made.route == Route.DISCIPLINE:
        return TO_COMPETENT_ORGAN
    return bureau.organs.name(made.organ)
