"""The doors to notices: those of a petition for its petitioner, and each as it was printed."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Header, Path, Request, Response
from pydantic import BaseModel, Field

from service.acknowledgements.notices import Notice
from service.acknowledgements.read import read, readings_of
from service.acknowledgements.show import Shown, notices_of
from service.auth.callers import NoticeReader, Reader
from service.auth.scopes import Scope
from service.bureau.load import Bureau
from service.desk.guessing import CodeGuard, Visiting, visitor_of
from service.desk.kit import ZONE, AtDesk
from service.desk.officers import OFFICER_PATTERN
from service.desk.parameters import Number
from service.desk.problems import problems
from service.desk.refusals import READING
from service.rulebook.errors import OfficerMissing, QueryCodeLocked, UnknownNotice, UnknownPetition
from service.rulebook.vocabulary import NoticeKind

router = APIRouter(prefix="/v1", tags=["notices"])

Serial = Annotated[str, Path(max_length=80, examples=["HB-receipt-2026-000012-K7RTM2WQ"])]
QueryCode = Header(alias="X-Query-Code", max_length=64)
ReadBy = Header(alias="X-Officer", pattern=OFFICER_PATTERN, description="staff number of a clerk who reads; noted")

# A file that a citizen's words went into is shown as nothing but a file.
FILE_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}
PDF = "application/pdf"


SignedNotice = Annotated[
    str | None,
    Field(
        description="to show to others: a compact JWS over serial, number, digests of text and printed file; "
        "null for a notice of before the log"
    ),
]


class FileOut(BaseModel):
    """The notice as it was printed (PDF/A-2a, PDF/UA-1)."""

    href: str = Field(examples=["/v1/notices/HB-receipt-2026-000012-K7RTM2WQ.pdf"])
    sha256: str
    size: int = Field(description="bytes")


class NoticeOut(BaseModel):
    """A notice as it was issued."""

    serial: str = Field(examples=["HB-receipt-2026-000012-K7RTM2WQ"])
    kind: NoticeKind
    label: str
    title: str | None
    document_number: str | None = Field(examples=["湖信登〔2026〕12号"])
    issued_at: datetime
    content: str = Field(description="the whole letter as plain text")
    sms: str | None = Field(description="a short message that it is there; names neither person nor matter")
    facts: dict[str, str] = Field(description="what it says, fact by fact")
    file: FileOut | None = Field(description="null until it is printed, moments later")
    signed_notice: SignedNotice


class NoticesOut(BaseModel):
    """The notices of a petition, the oldest first."""

    notices: list[NoticeOut]


class ReadingOut(BaseModel):
    """Somebody at the bureau has read a notice."""

    actor: str = Field(examples=["client:3:A01"], description="the system and the officer's staff number")
    at: datetime


class ReadingsOut(BaseModel):
    """The readings of a notice."""

    readings: list[ReadingOut]


@router.get(
    "/petitions/{number}/notices",
    summary="查看书面告知 · The notices of a petition",
    responses=problems(*READING, UnknownPetition, QueryCodeLocked),
)
async def notices(
    number: Number,
    query_code: Annotated[str, QueryCode],
    response: Response,
    visitor: Visiting,
    guard: CodeGuard,
    desk: AtDesk,
) -> NoticesOut:
    """What the petitioner was told in writing."""
    response.headers["Cache-Control"] = "private, no-cache"
    async with guard.trying(number, visitor):
        found = await notices_of(number, query_code, at=desk.now(), desk=desk)
    return NoticesOut(notices=[_out(shown, desk.bureau) for shown in found])


@router.get(
    "/notices/{serial}/readings",
    summary="查看阅读记录 · Who at the bureau has read a notice",
    responses=problems(*READING, UnknownNotice),
)
async def notice_readings(serial: Serial, response: Response, _: Reader, desk: AtDesk) -> ReadingsOut:
    """Each time a clerk had the printed notice before him: who and when, the first first."""
    response.headers["Cache-Control"] = "no-store"
    found = await readings_of(serial, desk=desk)
    return ReadingsOut(readings=[ReadingOut(actor=one.actor, at=one.at.astimezone(ZONE)) for one in found])


@router.get(
    "/notices/{serial}.pdf",
    summary="下载文书 · A notice as it was printed",
    response_class=Response,
    responses={
        200: {"content": {PDF: {"schema": {"type": "string", "format": "binary"}}}},
        **problems(*READING, UnknownNotice, OfficerMissing, QueryCodeLocked),
    },
)
async def notice_file(
    request: Request,
    serial: Serial,
    caller: NoticeReader,
    guard: CodeGuard,
    desk: AtDesk,
    query_code: Annotated[str | None, QueryCode] = None,
    officer: Annotated[str | None, ReadBy] = None,
) -> Response:
    """The letter itself: for who shows the query code, for the organ it went to, for a clerk, who is noted."""
    if query_code is None or Scope.PETITIONS_READ in caller.scopes:  # a clerk, an organ: they try nothing
        file = await read(serial, query_code, officer, caller=caller, desk=desk)
    else:
        async with guard.trying(serial, visitor_of(request, caller)):
            file = await read(serial, query_code, officer, caller=caller, desk=desk)
    name = {"Content-Disposition": f'attachment; filename="{file.serial}.pdf"'}
    return Response(file.content, media_type=PDF, headers={**FILE_HEADERS, **name})


def file_out(notice: Notice) -> FileOut | None:
    """Where the printed notice is, and how to tell it."""
    if notice.file_sha256 is None:
        return None
    href = f"/v1/notices/{notice.serial}.pdf"
    return FileOut(href=href, sha256=notice.file_sha256.hex(), size=notice.file_size or 0)


def _out(shown: Shown, bureau: Bureau) -> NoticeOut:
    notice, words = shown.notice, shown.words
    return NoticeOut(
        serial=notice.serial,
        kind=notice.kind,
        label=bureau.labels.of(notice.kind).zh,
        title=notice.title,
        document_number=notice.document_number,
        issued_at=notice.issued_at.astimezone(ZONE),
        content=words.text,
        sms=words.sms or None,
        facts=dict(words.facts),
        file=file_out(notice),
        signed_notice=shown.signed,
    )
