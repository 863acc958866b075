"""The doors of intake: submit, follow, withdraw."""

import hashlib
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Header, Request, Response
from pydantic import BaseModel, Field

from service.auth.callers import Portal, Reader
from service.desk.acting import ReissueAct
from service.desk.citizen import OwnNumber, QueryCode
from service.desk.conditional import unchanged, version_tag
from service.desk.guessing import CodeGuard, Visiting
from service.desk.kit import ZONE, AtDesk
from service.desk.officers import OFFICER_PATTERN, hand_of
from service.desk.parameters import Number
from service.desk.problems import problems
from service.desk.proof_of_work import Proofs
from service.desk.refusals import READING
from service.intake.arrival import arrival_of
from service.intake.forms import PetitionForm, ReissueForm
from service.intake.progress import follow
from service.intake.progress_views import ProgressOut, RecordOut, progress_out, record_out
from service.intake.receipts import RegisteredOut, told
from service.intake.receive import receive
from service.intake.record import record
from service.intake.reissue import reissue
from service.intake.withdraw import withdraw
from service.rulebook.errors import (
    AnswerExpired,
    BodyTooLarge,
    ChallengeUnsolved,
    ContentConflict,
    DatabaseUnavailable,
    InvalidContent,
    KeyMissing,
    KeyReused,
    Malformed,
    NobodyToIdentify,
    OfficerMissing,
    OfficerRecused,
    QueryCodeLocked,
    ScopeMissing,
    StepRefused,
    Unauthenticated,
    UnknownPetition,
    UnsupportedContent,
    VersionMissing,
    VersionStale,
)

router = APIRouter(prefix="/v1/petitions")

READING_OFFICER = Header(alias="X-Officer", pattern=OFFICER_PATTERN, description="staff number of who reads")
KEY_PATTERN = r"^[\x21-\x7e]{8,128}$"


class WithdrawalOut(BaseModel):
    """What became of the petition."""

    number: str
    stage: str
    withdrawn_at: str


class QueryCodeOut(BaseModel):
    """A query code in place of a lost one."""

    number: str
    query_code: str = Field(description="shown this once; the one before opens nothing any more")
    version: int


@router.post(
    "",
    tags=["intake"],
    summary="登记信访事项 · Register a petition",
    status_code=201,
    response_model=RegisteredOut,
    responses=problems(
        KeyMissing,
        Malformed,
        BodyTooLarge,
        UnsupportedContent,
        Unauthenticated,
        ScopeMissing,
        ContentConflict,
        InvalidContent,
        KeyReused,
        AnswerExpired,
        ChallengeUnsolved,
        DatabaseUnavailable,
    ),
)
async def submit(
    request: Request,
    form: PetitionForm,
    key: Annotated[
        str, Header(alias="Idempotency-Key", pattern=KEY_PATTERN, description="one per petition; the same on a retry")
    ],
    caller: Portal,
    desk: AtDesk,
    solution: Annotated[
        str | None,
        Header(alias="X-Altcha", description="of `GET /v1/challenge`, where the key was given with `--challenge`"),
    ] = None,
) -> Response:
    """Register a petition.

    201 is sent after the commit, never before. A retry with the same key and content gets the same bytes again;
    where the query code in them was replaced since, `Query-Code-Replaced: true` says that it opens nothing any more.
    """
    at = desk.now()
    arrival = arrival_of(form, at=at, divisions=desk.bureau.divisions)
    if caller.challenged:
        proofs: Proofs = request.app.state.proofs
        await proofs.spend(solution, caller=caller, idempotency_key=key)
    received = await receive(
        arrival, client_id=caller.id, key=key, at=at, desk=desk, told=partial(told, bureau=desk.bureau)
    )
    headers = {"Location": f"/v1/petitions/{received.number}", "Cache-Control": "no-store"}
    if received.replayed:
        headers["Idempotency-Replayed"] = "true"
    if received.superseded:
        headers["Query-Code-Replaced"] = "true"
    return Response(received.body, 201, headers, "application/json")


@router.get(
    "/{number}",
    tags=["intake"],
    summary="查询办理进展 · Follow a petition",
    response_model=ProgressOut,
    responses=problems(*READING, UnknownPetition, QueryCodeLocked) | {304: {"description": "unchanged"}},
)
async def progress(
    number: OwnNumber,
    query_code: QueryCode,
    visitor: Visiting,
    guard: CodeGuard,
    desk: AtDesk,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """Where a petition stands, in words its petitioner understands."""
    async with guard.trying(number, visitor):
        found = await follow(number, query_code, desk=desk)
    body = progress_out(found, desk.bureau).model_dump_json()
    # Named by what it says: a window closes with its day and leaves no event.
    headers = {"ETag": f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"', "Cache-Control": "private, no-cache"}
    if unchanged(if_none_match, headers["ETag"]):
        return Response(None, 304, headers)
    return Response(body, 200, headers, "application/json")


@router.get(
    "/{number}/record",
    tags=["clerk"],
    summary="查看完整记录 · The record of a petition",
    responses=problems(Unauthenticated, ScopeMissing, InvalidContent, UnknownPetition, DatabaseUnavailable),
)
async def full_record(
    number: OwnNumber,
    response: Response,
    caller: Reader,
    desk: AtDesk,
    officer: Annotated[str | None, READING_OFFICER] = None,
) -> RecordOut:
    """The whole record of a petition with every decision on it, for a clerk. Its ETag is what a correction needs.

    Words are masked; that it was read is on record.
    """
    found = await record(number, hand_of(caller, officer or ""), desk=desk)
    response.headers["ETag"] = version_tag(found.petition.version)
    response.headers["Cache-Control"] = "no-store"
    return record_out(found, desk.bureau)


@router.post(
    "/{number}/withdrawal",
    tags=["intake"],
    summary="撤回信访事项 · Withdraw a petition",
    responses=problems(*READING, UnknownPetition, QueryCodeLocked, StepRefused),
)
async def withdrawal(
    number: OwnNumber, query_code: QueryCode, visitor: Visiting, guard: CodeGuard, desk: AtDesk
) -> WithdrawalOut:
    """Withdraw a petition. The record stays; nothing is owed any more."""
    async with guard.trying(number, visitor):
        done = await withdraw(number, query_code, at=desk.now(), desk=desk)
    return WithdrawalOut(
        number=done.number, stage=done.stage, withdrawn_at=done.withdrawn_at.astimezone(ZONE).isoformat()
    )


@router.post(
    "/{number}/query-code",
    tags=["clerk"],
    summary="补发查询码 · Issue a lost query code again",
    status_code=201,
    responses=problems(
        *(Unauthenticated, ScopeMissing, InvalidContent, Malformed, BodyTooLarge, UnsupportedContent, OfficerMissing),
        *(VersionMissing, VersionStale, UnknownPetition, OfficerRecused, NobodyToIdentify, DatabaseUnavailable),
    ),
)
async def issue_again(number: Number, form: ReissueForm, act: ReissueAct, response: Response) -> QueryCodeOut:
    """Give a petitioner whose identity was checked a new query code. The old one is dead at once."""
    code = await reissue(number, form.identity_check, form.because, act)
    response.headers["ETag"] = version_tag(code.version)
    response.headers["Cache-Control"] = "no-store"
    return QueryCodeOut(number=code.number, query_code=code.text, version=code.version)
