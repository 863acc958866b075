"""The doors of classification: a dry run, the clerk's work list, the clerk's decision."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from service.auth.callers import Clerk, Portal, Reader
from service.bureau.load import Bureau
from service.classification.correct import correct
from service.classification.forms import DecisionForm, TextForm
from service.classification.worklist import Entry, Position, awaiting
from service.desk.conditional import IfMatch, version_named, version_tag
from service.desk.findings import ClassificationOut, shown
from service.desk.kit import ZONE, AtDesk, local_date
from service.desk.parameters import Limit, Number, name_next
from service.desk.problems import problems
from service.register import classifications
from service.rulebook.errors import (
    BodyTooLarge,
    ContentConflict,
    DatabaseUnavailable,
    InvalidContent,
    Malformed,
    ScopeMissing,
    StepRefused,
    Unauthenticated,
    UnknownPetition,
    UnsupportedContent,
    VersionMissing,
    VersionStale,
)

router = APIRouter(prefix="/v1")


class WorklistEntryOut(BaseModel):
    """A petition that waits for a clerk, with what the machine found."""

    number: str
    version: int = Field(description="send it back as If-Match with the decision")
    due_on: date
    registered_at: datetime
    subject: str
    request: str
    facts: str
    classification: ClassificationOut
    supplements: list[str] = Field(description="added by the petitioner since; the classification has not read them")


class WorklistOut(BaseModel):
    """One page of the list; `Link` names the next."""

    entries: list[WorklistEntryOut]


@router.post(
    "/classifications",
    tags=["intake"],
    summary="试分类（不保存）· Classify a text, keep nothing",
    responses=problems(
        Malformed,
        BodyTooLarge,
        UnsupportedContent,
        Unauthenticated,
        ScopeMissing,
        InvalidContent,
        DatabaseUnavailable,
    ),
)
async def try_out(form: TextForm, _: Portal, desk: AtDesk) -> ClassificationOut:
    """Classify a text without keeping anything of it: the same answer that a registration would get."""
    submission, at = form.submission(), desk.now()
    made = classifications.by_machine(desk.classify(submission, local_date(at)), at)
    return shown(made, submission, desk.bureau, local_date(at))


@router.get(
    "/worklists/unsure",
    tags=["clerk"],
    summary="待人工判定清单 · What the machine is unsure of",
    responses=problems(Unauthenticated, ScopeMissing, InvalidContent, DatabaseUnavailable),
)
async def unsure(
    response: Response,
    _: Reader,
    desk: AtDesk,
    limit: Limit = 50,
    after: Annotated[str | None, Query(pattern=r"^[1-9]\d{0,5}_\d{1,12}$", description="from the Link header")] = None,
) -> WorklistOut:
    """Petitions that the machine was unsure of, the one to be disposed of first at the top."""
    entries = await awaiting(_position(after), limit, desk=desk)
    if len(entries) == limit:
        last = entries[-1].position
        cursor = f"{last.due_on.toordinal()}_{last.petition_id}"
        name_next(response, f"/v1/worklists/unsure?limit={limit}&after={cursor}")
    response.headers["Cache-Control"] = "no-store"
    return WorklistOut(entries=[_entry(entry, desk.bureau) for entry in entries])


@router.put(
    "/petitions/{number}/classification",
    tags=["clerk"],
    summary="核定分类 · Confirm or correct a classification",
    responses=problems(
        Malformed,
        BodyTooLarge,
        UnsupportedContent,
        Unauthenticated,
        ScopeMissing,
        UnknownPetition,
        UnsupportedContent,
        StepRefused,
        ContentConflict,
        VersionStale,
        InvalidContent,
        VersionMissing,
        DatabaseUnavailable,
    ),
)
async def decide(
    number: Number,
    form: DecisionForm,
    if_match: IfMatch,
    response: Response,
    caller: Clerk,
    desk: AtDesk,
) -> ClassificationOut:
    """Confirm or correct a classification: a new version in force, the old ones on record, the figures moved along."""
    corrected = await correct(
        number,
        form.decision(),
        seen_version=version_named(if_match),
        actor=caller.actor,
        at=desk.now(),
        desk=desk,
    )
    response.headers["ETag"] = version_tag(corrected.version)
    petition = corrected.petition
    return shown(corrected.classification, petition.submission, desk.bureau, petition.registered_on)


def _entry(entry: Entry, bureau: Bureau) -> WorklistEntryOut:
    petition = entry.petition
    return WorklistEntryOut(
        number=petition.number,
        version=petition.version,
        due_on=petition.due_on,
        registered_at=petition.registered_at.astimezone(ZONE),
        subject=petition.subject,
        request=petition.request,
        facts=petition.facts,
        classification=shown(entry.classification, petition.submission, bureau, petition.registered_on),
        supplements=[str(event.detail["text"]) for event in entry.supplements],
    )


def _position(cursor: str | None) -> Position | None:
    if cursor is None:
        return None
    day, _, petition_id = cursor.partition("_")
    return Position(date.fromordinal(int(day)), int(petition_id))
