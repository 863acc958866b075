"""Refusals become RFC 9457 problems here, and only here: status, stable code, and plain words in two languages."""

import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match, Route

from service.desk.faults import ProblemFault, told_fault
from service.desk.language import preferred
from service.rulebook.errors import (
    AddressNotAdmitted,
    BodyTooLarge,
    BodyTooSlow,
    ContentConflict,
    Fault,
    InvalidContent,
    KeyMissing,
    Malformed,
    MethodNotAllowed,
    NotFound,
    PetitionError,
    ScopeMissing,
    UnsupportedContent,
    VersionMissing,
)

MEDIA_TYPE = "application/problem+json"
# Headers whose absence is a refusal of its own, told before the content is looked at.
HEADERS: dict[tuple[int | str, ...], type[PetitionError]] = {
    ("header", "Idempotency-Key"): KeyMissing,
    ("header", "If-Match"): VersionMissing,
}
# Who is asked for a scope may come from a wrong address; who may send too much may send it too slowly.
COMPANIONS: dict[type[PetitionError], type[PetitionError]] = {
    ScopeMissing: AddressNotAdmitted,
    BodyTooLarge: BodyTooSlow,
}
MOST_FAULTS = 50  # that are told at once: else a small body would have an answer many times its size
RETRY_SECONDS = 2  # what a 503 asks a caller to wait: longer than a restart of the database takes here


class Problem(BaseModel):
    """Why a request was refused (RFC 9457). `code` is stable; texts follow Accept-Language (zh, en)."""

    type: str = Field(examples=["/problems/unknown_petition"])
    title: str
    status: int
    detail: str = Field(description="what to do next")
    code: str
    request_id: str
    errors: list[ProblemFault] | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """How one refusal is told: its status, and title with advice per language."""

    status: int
    texts: dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """How large a body may be (bytes), and how long it may take (seconds)."""

    size: int
    seconds: float


def _load() -> dict[str, Telling]:
    with (Path(__file__).parent / "problems.toml").open("rb") as file:
        tables = tomllib.load(file)
    return {
        code: Telling(
            table["status"], {language: (table[language][0], table[language][1]) for language in ("zh", "en")}
        )
        for code, table in tables.items()
    }


TELLINGS = _load()


def problems(*refusals: type[PetitionError]) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that may refuse so; grouped by status for OpenAPI."""
    by_status: dict[int | str, list[str]] = {}
    for refusal in _with_company(refusals):
        by_status.setdefault(TELLINGS[refusal.code].status, []).append(refusal.code)
    return {
        status: {
            "description": ", ".join(f"`{code}`" for code in codes),
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, codes in by_status.items()
    }


def _with_company(refusals: Sequence[type[PetitionError]]) -> Iterator[type[PetitionError]]:
    """What a door refuses because it refuses something else: each names only what is its own."""
    for refusal in refusals:
        yield refusal
        if refusal in COMPANIONS:
            yield COMPANIONS[refusal]


def told(request: Request, error: PetitionError) -> Response:
    """The refusal as an answer."""
    faults = error.faults if isinstance(error, InvalidContent | ContentConflict) else ()
    return _answer(request, error.code, _facts(error), faults)


def broken(request: Request) -> Response:
    """The answer to a fault of our own: nothing of the fault itself."""
    return _answer(request, "internal_error", {})


def _facts(error: PetitionError) -> dict[str, Any]:
    # A refusal without data is no dataclass; its attributes are then none.
    return {name: fact for name, fact in vars(error).items() if name != "faults"}


def _answer(request: Request, code: str, facts: dict[str, Any], faults: tuple[Fault, ...] = ()) -> Response:
    telling = TELLINGS[code]
    language = preferred(request.headers.get("accept-language"))
    title, advice = telling.texts[language]
    problem = Problem(
        type=f"/problems/{code}",
        title=title.format(**facts),
        status=telling.status,
        detail=advice.format(**facts).strip(),
        code=code,
        request_id=request.state.request_id,
        errors=[told_fault(fault, language) for fault in faults] or None,
    )
    headers = {"Content-Language": language, "Cache-Control": "no-store"}
    if telling.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if telling.status == 408:
        headers["Connection"] = "close"  # half a body may still come, and is no next request (RFC 9110 §15.5.9)
    if telling.status == 429:
        headers["Retry-After"] = str(facts["seconds"])
    if telling.status == 503:
        headers["Retry-After"] = str(RETRY_SECONDS)
    return Response(problem.model_dump_json(exclude_none=True), telling.status, headers, MEDIA_TYPE)


def install(app: FastAPI, limits: BodyLimits, routes: Sequence[BaseRoute]) -> None:
    """Make every refusal of this application, which has these routes, a problem."""

    async def refused(request: Request, error: PetitionError) -> Response:
        return told(request, error)

    async def invalid(request: Request, error: RequestValidationError) -> Response:
        return told(request, _of_validation(error))

    async def http(request: Request, error: HTTPException) -> Response:
        answer = told(request, _of_http(error, limits))
        if error.status_code == 405:
            answer.headers["Allow"] = ", ".join(sorted(_methods_at(request, routes)))
        return answer

    handlers: dict[type[Exception], Callable[..., Any]] = {
        PetitionError: refused,
        RequestValidationError: invalid,
        HTTPException: http,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def _methods_at(request: Request, routes: Sequence[BaseRoute]) -> set[str]:
    """All methods of an address: Starlette names only those of the first route that has it (RFC 9110 §15.5.6).

    As OpenAPI has it, an address that is written out in full is none of those with a parameter in its place.
    """
    matching = (route for route in routes if route.matches(request.scope)[0] is not Match.NONE)
    found = [route for route in matching if isinstance(route, Route)]
    fewest = min((len(route.param_convertors) for route in found), default=0)
    return {method for route in found if len(route.param_convertors) == fewest for method in route.methods or ()}


def _of_http(error: HTTPException, limits: BodyLimits) -> PetitionError:
    match error.status_code:
        case 404:
            return NotFound()
        case 405:
            return MethodNotAllowed()
        case 413:
            return BodyTooLarge(limits.size)
        case 408:
            return BodyTooSlow(ceil(limits.seconds))
        case 415:
            return UnsupportedContent()
        case 400:
            return Malformed()
        case _:
            raise error


def _of_validation(error: RequestValidationError) -> PetitionError:
    if isinstance(error.body, bytes) and error.body:
        return UnsupportedContent()  # nobody said that it is JSON, so nobody has read it
    found = error.errors()
    if any(one["type"] == "json_invalid" for one in found):
        return Malformed()
    for one in found:
        if refusal := HEADERS.get(tuple(one["loc"])):
            return refusal()
    return InvalidContent(
        tuple(
            Fault(_pointer(one["loc"]), one["type"], {"english": one["msg"], **one.get("ctx", {})})
            for one in found[:MOST_FAULTS]
        )
    )


def _pointer(location: tuple[int | str, ...]) -> str:
    where, *path = location
    match where:
        case "body":
            return "".join(f"/{_escaped(str(step))}" for step in path)
        case "query":
            return f"?{path[0]}"
        case "header":
            return f"header:{path[0]}"
        case _:
            return f"{where}:{path[0] if path else ''}"


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")  # RFC 6901
