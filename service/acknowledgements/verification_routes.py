"""The doors without a key: whoever holds a notice asks whether it is genuine (and a telephone shows a page).

Not limited in rate here: that is for the whole service (issue 8). Guessing is met by the serial itself, whose eight
keyed signs leave one chance in 8.5·10^11 a try.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import Field, ValidationError

from service.acknowledgements.page import HEADERS, page
from service.acknowledgements.routes import PDF, Serial
from service.acknowledgements.verification import VerificationOut, out, sha256_of, wants_page
from service.acknowledgements.verify import verify
from service.desk.forms import Form
from service.desk.kit import AtDesk
from service.desk.problems import problems
from service.rulebook.errors import BodyTooLarge, DatabaseUnavailable, InvalidContent, Malformed, UnsupportedContent

router = APIRouter(tags=["verification"])

HTML, JSON = "text/html", "application/json"
_PAGE: dict[int | str, dict[str, Any]] = {200: {"content": {HTML: {"schema": {"type": "string"}}}}}


class FileHash(Form):
    """The SHA-256 of a file that is said to be a notice."""

    sha256: Annotated[str, Field(pattern=r"^[0-9a-fA-F]{64}$")]


@router.get(
    "/v1/notices/{serial}/verification",
    summary="核验文书 · Whether a notice is genuine and still stands",
    responses={**_PAGE, **problems(InvalidContent, DatabaseUnavailable)},
    response_model=VerificationOut,
)
async def verification(
    serial: Serial,
    response: Response,
    desk: AtDesk,
    accept: Annotated[str | None, Header(description="text/html for a page")] = None,
) -> VerificationOut | Response:
    """Genuine or not, by whom and when, about which petition (masked), and whether something later took its ground."""
    answer = out(await verify(serial, desk=desk), desk.bureau)
    if wants_page(accept):
        return Response(page(answer, desk.bureau), media_type=HTML, headers=HEADERS)
    response.headers["Cache-Control"] = "no-store"
    return answer


@router.get(
    "/verify/{serial}",
    summary="核验页面 · The same as a page, for the QR code",
    response_class=Response,
    responses={**_PAGE, **problems(InvalidContent, DatabaseUnavailable)},
)
async def verification_page(serial: Serial, desk: AtDesk) -> Response:
    """The page that the QR code of a notice opens. No scripts, nothing from elsewhere."""
    answer = out(await verify(serial, desk=desk), desk.bureau)
    return Response(page(answer, desk.bureau), media_type=HTML, headers=HEADERS)


@router.post(
    "/v1/notices/{serial}/verification",
    summary="核验文件 · Whether a file is the notice that was issued",
    responses=problems(InvalidContent, Malformed, BodyTooLarge, UnsupportedContent, DatabaseUnavailable),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                PDF: {"schema": {"type": "string", "format": "binary"}},
                JSON: {"schema": FileHash.model_json_schema()},
            },
        }
    },
)
async def verification_of_file(serial: Serial, request: Request, response: Response, desk: AtDesk) -> VerificationOut:
    """Send the PDF as it is, or its SHA-256: one changed byte, and it is another file."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await request.body()
    if kind == PDF:
        digest = sha256_of(body)
    elif kind == JSON:
        digest = bytes.fromhex(_hash_in(body).sha256)
    else:
        raise UnsupportedContent
    response.headers["Cache-Control"] = "no-store"
    return out(await verify(serial, digest, desk=desk), desk.bureau)


def _hash_in(body: bytes) -> FileHash:
    try:
        return FileHash.model_validate_json(body)
    except ValidationError as broken:
        raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in broken.errors()]) from None
