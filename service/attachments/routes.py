"""The doors for files: add one to a petition, see which there are, be handed one."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Header, Path, Request, Response
from fastapi.responses import StreamingResponse

from service.attachments.access import adder_of, for_adder
from service.attachments.add import add
from service.attachments.forms import WithholdingForm
from service.attachments.show import What, attachments_of, hand_out
from service.attachments.views import AddedOut, AttachmentsOut, WithholdingOut, listing_out, told, withholding_out
from service.attachments.withhold import Withholding, withhold
from service.auth.callers import Disposer, FileAdder, FileReader
from service.desk.citizen import OwnNumber
from service.desk.guessing import CodeGuard, visitor_of
from service.desk.kit import AtDesk
from service.desk.multipart import parcel_of
from service.desk.officers import Officer, hand_of
from service.desk.parameters import Number
from service.desk.problems import problems
from service.desk.refusals import DECIDING, READING, SAYING
from service.rulebook.errors import (
    AttachmentNotReady,
    ContentConflict,
    OfficerRecused,
    QueryCodeLocked,
    StepRefused,
    UnknownAttachment,
    UnknownPetition,
)

router = APIRouter(prefix="/v1/petitions", tags=["attachments"])

QueryCode = Annotated[
    str | None, Header(alias="X-Query-Code", max_length=64, description="as on the receipt; not needed by the bureau")
]
Ordinal = Annotated[int, Path(ge=1, le=9_999)]
ANY = "application/octet-stream"
FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "one file, in a part with a name"}
                    },
                    "required": ["file"],
                }
            }
        },
    }
}
# What a stranger sent is shown as nothing but a file, and by nobody kept.
FILE_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@router.post(
    "/{number}/attachments",
    summary="添加附件 · Add a file to a petition",
    status_code=201,
    responses=problems(*SAYING, UnknownPetition, QueryCodeLocked, StepRefused, ContentConflict),
    openapi_extra=FORM,
)
async def add_attachment(
    number: OwnNumber,
    request: Request,
    caller: FileAdder,
    guard: CodeGuard,
    desk: AtDesk,
    query_code: QueryCode = None,
) -> AddedOut:
    """Add a file: a picture, PDF, document, text, e-mail, film or sound. Sent again, the same file is not added twice.

    What it is decides its content, not its name. Archives, programs and documents with macros are refused, and so is
    what would become more when opened than it seems.
    """
    adder = adder_of(caller, query_code)
    async with guard.trying_if(query_code, number, visitor_of(request, caller)), desk.read() as tx:
        await for_adder(tx, number, adder, desk)  # nobody sends megabytes to no petition
    async with parcel_of(request, desk.files, most_bytes=desk.files.limits.file_bytes) as parcel:
        added = await add(number, parcel.only("file"), adder, at=desk.now(), desk=desk)
    return AddedOut(number=added.petition.number, stage=added.stage, **told(added.filed, added.name))


@router.get(
    "/{number}/attachments",
    summary="查看附件清单 · The files of a petition",
    responses=problems(*READING, UnknownPetition, QueryCodeLocked),
)
async def list_attachments(
    number: OwnNumber,
    request: Request,
    response: Response,
    caller: FileReader,
    guard: CodeGuard,
    desk: AtDesk,
    query_code: QueryCode = None,
) -> AttachmentsOut:
    """Which files there are: all for the petitioner and the bureau, for an organ those of a matter that it has whole.

    An organ sees nothing of a petition that accuses it, and no file that may accuse anybody (条例 30(3)).
    """
    response.headers["Cache-Control"] = "private, no-cache"
    async with guard.trying_if(query_code, number, visitor_of(request, caller)):
        return listing_out(await attachments_of(number, query_code, caller=caller, desk=desk))


@router.put(
    "/{number}/withholdings/{attachment}",
    summary="决定附件是否对承办单位公开 · Release or withhold a file",
    responses=problems(*DECIDING, UnknownPetition, OfficerRecused, UnknownAttachment, AttachmentNotReady),
)
async def decide_on_attachment(
    number: Number, attachment: Ordinal, form: WithholdingForm, officer: Officer, caller: Disposer, desk: AtDesk
) -> WithholdingOut:
    """Say whether organs may see a file, with the reason. It counts in place of what the machine found, until the next.

    Files that may accuse somebody, or that nobody could read, are withheld until an officer has looked (条例 30(3)). A
    release opens them to organs that have the whole matter, never to one that the petition accuses.
    """
    decision = Withholding(form.withheld, form.because)
    verdict = await withhold(number, attachment, decision, hand=hand_of(caller, officer), at=desk.now(), desk=desk)
    return withholding_out(attachment, verdict.withheld, verdict)


@router.get(
    "/{number}/attachments/{attachment}/{what}",
    summary="下载附件 · A file of a petition",
    response_class=Response,
    responses={
        200: {"content": {ANY: {"schema": {"type": "string", "format": "binary"}}}},
        **problems(*READING, UnknownPetition, QueryCodeLocked, UnknownAttachment),
    },
)
async def attachment_file(
    number: OwnNumber,
    attachment: Ordinal,
    what: What,
    request: Request,
    caller: FileReader,
    guard: CodeGuard,
    desk: AtDesk,
    query_code: QueryCode = None,
) -> Response:
    """The file as it was sent (`original`), or a picture of it that tells neither place nor device. It is recorded."""
    async with guard.trying_if(query_code, number, visitor_of(request, caller)):
        handed = await hand_out(number, attachment, what, query_code, caller=caller, at=desk.now(), desk=desk)
    headers = {
        **FILE_HEADERS,
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(handed.name, safe='')}",
        "X-Media-Type": handed.media,
    }
    if handed.size is not None and handed.sha256 is not None:
        headers["Content-Length"] = str(handed.size)
        headers["ETag"] = f'"{handed.sha256.hex()}"'
    return StreamingResponse(handed.content, headers=headers, media_type=ANY)
