"""The doors of the letter desk: hand in a letter, see what became of it, type what no machine could read."""

from datetime import date
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from service.auth.callers import Caller, LetterDesk
from service.desk.files import Arrived
from service.desk.kit import AtDesk, Desk
from service.desk.multipart import MOST_FIELD_BYTES, Parcel, parcel_of
from service.desk.parameters import Limit, Number, name_next
from service.desk.problems import problems
from service.desk.refusals import READING, SAYING
from service.desk.schema import whole_schema
from service.intake.receipts import RegisteredOut, told
from service.intake.routes import KEY_PATTERN
from service.letters.forms import LetterForm, TextForm
from service.letters.register import Handed, register
from service.letters.show import awaiting_transcript, letter, perhaps_twice
from service.letters.transcribe import transcribe
from service.letters.views import (
    DoublesOut,
    LetterOut,
    TextOut,
    TranscriptionsOut,
    WaitingOut,
    letter_out,
    open_double_out,
    text_out,
)
from service.rulebook.errors import (
    AnswerExpired,
    BodyTooLarge,
    ContentConflict,
    Fault,
    InvalidContent,
    KeyMissing,
    KeyReused,
    LetterKnown,
    UnknownLetter,
)

router = APIRouter(prefix="/v1", tags=["letters"])

JSON = "application/json"
FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "letter": whole_schema(LetterForm),
                        "page": {
                            "type": "array",
                            "items": {"type": "string", "format": "binary"},
                            "description": "pages in their order, each a part of this name",
                        },
                    },
                    "required": ["letter"],
                },
                "encoding": {"letter": {"contentType": JSON}},
            },
            JSON: {"schema": whole_schema(LetterForm)},
        },
    }
}


@router.post(
    "/letters",
    summary="登记来信 · Register a letter",
    status_code=201,
    response_model=RegisteredOut,
    responses=problems(*SAYING, KeyMissing, KeyReused, AnswerExpired, ContentConflict, LetterKnown),
    openapi_extra=FORM,
)
async def register_letter(
    request: Request,
    key: Annotated[
        str, Header(alias="Idempotency-Key", pattern=KEY_PATTERN, description="one per letter; the same on a retry")
    ],
    caller: LetterDesk,
    desk: AtDesk,
) -> Response:
    """Register a letter: its pages as they were scanned, or its text where it was typed.

    201 is sent after the commit, and before anybody has read a scan: its words and its classification follow. The same
    pages under another key are refused with the number that they have, unless the desk says that they came again.
    """
    if request.headers.get("content-type", "").split(";")[0].strip().lower() == JSON:
        return await _registered(_form(await _small(request)), [], caller, key, desk)
    limits = desk.files.limits
    most = {"most_bytes": limits.petition_bytes, "most_files": limits.petition_files}
    async with parcel_of(request, desk.files, **most) as parcel:
        return await _registered(_form_of(parcel), _pages(parcel), caller, key, desk)


@router.get(
    "/letters/{number}",
    summary="查看来信 · A letter with its readings",
    responses=problems(*READING, UnknownLetter),
)
async def show_letter(number: Number, response: Response, _: LetterDesk, desk: AtDesk) -> LetterOut:
    """What stood on the envelope, and what each reading of it found, line by line with its certainty."""
    response.headers["Cache-Control"] = "no-store"
    return letter_out(await letter(number, desk=desk))


@router.put(
    "/letters/{number}/text",
    summary="录入来信文字 · Transcribe a letter",
    responses=problems(*SAYING, UnknownLetter),
)
async def transcribe_letter(number: Number, form: TextForm, caller: LetterDesk, desk: AtDesk) -> TextOut:
    """Type what a letter says: a new version beside the machine's, and classified by it unless a clerk has decided."""
    return text_out(await transcribe(number, form, actor=caller.actor, at=desk.now(), desk=desk))


@router.get(
    "/worklists/transcription",
    summary="待录入来信 · Letters to transcribe",
    responses=problems(*READING),
)
async def to_transcribe(
    response: Response,
    _: LetterDesk,
    desk: AtDesk,
    limit: Limit = 50,
    after: Annotated[str | None, Query(pattern=r"^[1-9]\d{0,5}_\d{1,12}$", description="from the Link header")] = None,
) -> TranscriptionsOut:
    """Letters that the machine could not read well enough, the one to be disposed of first at the top."""
    day, _sign, petition_id = (after or "1_0").partition("_")
    start = (date.fromordinal(int(day)), int(petition_id) if after else -1)
    found = await awaiting_transcript(*start, limit, desk=desk)
    if len(found) == limit:
        cursor = f"{found[-1].due_on.toordinal()}_{found[-1].petition_id}"
        name_next(response, f"/v1/worklists/transcription?limit={limit}&after={cursor}")
    response.headers["Cache-Control"] = "no-store"
    return TranscriptionsOut(
        entries=[
            WaitingOut(
                number=one.number,
                due_on=one.due_on,
                received_on=one.received_on,
                files=one.pages,
                confidence=round(one.confidence, 4),
            )
            for one in found
        ]
    )


@router.get(
    "/worklists/doubles",
    summary="疑似重复来信 · Letters that may be registered twice",
    responses=problems(*READING),
)
async def perhaps_registered_twice(
    response: Response,
    _: LetterDesk,
    desk: AtDesk,
    limit: Limit = 50,
    after: Annotated[
        str | None, Query(pattern=r"^\d{1,12}_\d{1,12}_[a-z]{1,16}$", description="from the Link header")
    ] = None,
) -> DoublesOut:
    """Letters whose scan looks like one that was there before, or whose barcode is the same. None of them was refused.

    A pair stays until a clerk has said what the two are to each other, or one is withdrawn.
    """
    later, earlier, by = (after or "0_0_").split("_")
    found = await perhaps_twice((int(later), int(earlier), by), limit, desk=desk)
    if len(found) == limit:
        last = found[-1]
        cursor = f"{last.petition_id}_{last.like_id}_{last.by}"
        name_next(response, f"/v1/worklists/doubles?limit={limit}&after={cursor}")
    response.headers["Cache-Control"] = "no-store"
    return DoublesOut(entries=[open_double_out(one) for one in found])


async def _registered(form: LetterForm, pages: list[Arrived], caller: Caller, key: str, desk: Desk) -> Response:
    handed = Handed(form, pages, caller, key)
    received = await register(handed, at=desk.now(), desk=desk, told=partial(told, bureau=desk.bureau))
    headers = {"Location": f"/v1/letters/{received.number}", "Cache-Control": "no-store"}
    if received.replayed:
        headers["Idempotency-Replayed"] = "true"
    return Response(received.body, 201, headers, JSON)


async def _small(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_FIELD_BYTES:
            raise BodyTooLarge(MOST_FIELD_BYTES)
    return bytes(body)


def _form_of(parcel: Parcel) -> LetterForm:
    if "letter" not in parcel.fields or len(parcel.fields) != 1:
        raise InvalidContent((Fault("/letter", "letter_field_needed"),))
    return _form(parcel.fields["letter"])


def _pages(parcel: Parcel) -> list[Arrived]:
    strange = [name for name, _ in parcel.files if name != "page"]
    if strange:
        raise InvalidContent(tuple(Fault(f"/{name}", "extra_forbidden") for name in strange))
    return [arrived for _, arrived in parcel.files]


def _form(body: bytes) -> LetterForm:
    try:
        return LetterForm.model_validate_json(body)
    except ValidationError as wrong:
        # Told like any other body that breaks a rule.
        faults = [{**one, "loc": ("body", *one["loc"])} for one in wrong.errors(include_url=False)]
        raise RequestValidationError(faults) from wrong
