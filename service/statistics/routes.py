"""The doors of statistics: the catalogue, one indicator, the recount."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Request, Response
from pydantic import JsonValue
from starlette.background import BackgroundTask

from service.auth.callers import CaseReader, Statistician
from service.desk.conditional import unchanged
from service.desk.forms import Day
from service.desk.kit import AtDesk, Desk, local_date
from service.desk.problems import problems
from service.desk.suggestion import nearest
from service.rulebook.errors import (
    AccusationsWithheld,
    ContentConflict,
    DatabaseUnavailable,
    Fault,
    InvalidContent,
    NotAcceptable,
    NotSettled,
    ScopeMissing,
    Unauthenticated,
    UnknownParameter,
)
from service.statistics import catalogue, question
from service.statistics.answer import Reading, answer, reading, tag
from service.statistics.answer_view import AnswerOut, answer_out, csv_lines
from service.statistics.catalogue import Indicator
from service.statistics.catalogue_view import CatalogueOut, catalogue_out
from service.statistics.fold import Table
from service.statistics.question import Question
from service.statistics.reconciliation_view import ReconciliationOut, reconciliation_out
from service.statistics.recount.compare import recount
from service.statistics.served import Served

router = APIRouter(prefix="/v1/statistics")

CATALOGUE = catalogue.load()
JSON, CSV = "application/json", "text/csv"
SUFFIXES = {".json": JSON, ".csv": CSV}
NAMES: list[JsonValue] = [f"{code}{suffix}" for code in CATALOGUE for suffix in ("", *SUFFIXES)]
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "the figures", "content": {CSV: {"schema": {"type": "string"}}}},
    304: {"description": "nothing new was counted"},
}


@router.get(
    "",
    tags=["statistics"],
    summary="指标目录 · What is counted",
    responses=problems(Unauthenticated, ScopeMissing, DatabaseUnavailable),
)
async def indicators(_: Statistician, desk: AtDesk) -> CatalogueOut:
    """What is counted, and how each figure is defined."""
    return catalogue_out(CATALOGUE, desk.bureau)


@router.get(
    "/reconciliation",
    tags=["statistics"],
    summary="复核对账 · Ledger against recount",
    responses=problems(Unauthenticated, ScopeMissing, ContentConflict, InvalidContent, DatabaseUnavailable),
)
async def reconciliation(
    _: CaseReader,
    desk: AtDesk,
    first: Annotated[Day | None, Query(alias="from", description="default: the first day of the year of `to`")] = None,
    last: Annotated[Day | None, Query(alias="to", description="default: today")] = None,
) -> ReconciliationOut:
    """Count everything again from the petitions and their history, and compare it with the ledger.

    For those with case rights: its counts include accusations, day by day.
    """
    end = last or local_date(desk.now())
    start = first or date(end.year, 1, 1)
    if start > end:
        raise ContentConflict((Fault("?from", "period_reversed", {"last": end.isoformat()}),))
    return reconciliation_out(start, end, await recount(start, end, desk=desk), desk.bureau)


@router.get(
    "/{indicator}",
    tags=["statistics"],
    summary="查询指标 · The figures of an indicator",
    response_model=AnswerOut,
    responses=ANSWERS
    | problems(
        *(Unauthenticated, ScopeMissing, AccusationsWithheld, InvalidContent, UnknownParameter),
        *(NotSettled, NotAcceptable, DatabaseUnavailable),
    ),
)
async def figures(
    indicator: Annotated[str, Path(json_schema_extra={"enum": NAMES}, examples=["registered_items"])],
    request: Request,
    caller: Statistician,
    desk: AtDesk,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """The figures of one indicator.

    Query: `from`, `to` (days, both included), `by` (dimensions, comma-separated), any dimension as a filter with one or
    more codes (`channel=online,letter`, `class=030000`, `township=411202002`, `unknown` for what nobody has decided
    yet), `as_of` (RFC 3339). The dimensions of each indicator stand in the catalogue. Anything else is refused with a
    hint. `.csv` after the name, or `Accept: text/csv`, gives a table.

    Without case rights figures are without accusations and without what nobody has decided yet; of accusations only
    how many were registered in whole months, quarters and years is told, and nothing below the threshold.
    """
    code, media_type = _representation(indicator, request.headers.get("accept"))
    asked = question.read(
        versions_of(code),
        request.query_params.multi_items(),
        today=local_date(desk.now()),
        bureau=desk.bureau,
        sees_all=caller.has_case_rights,
    )
    read = await reading(asked, desk=desk)
    # Where the last line is not to be known, the figures must be there before their tag.
    table = None if asked.sees_all else await answer(asked, read.as_of, desk=desk)
    headers = {"ETag": tag(asked, read.watermark, table), "Cache-Control": "private, no-cache", "Vary": "Accept"}
    if unchanged(if_none_match, headers["ETag"]):
        return Response(None, 304, headers)
    body = _body(asked, read, media_type, table or await answer(asked, read.as_of, desk=desk), desk)
    served: Served = request.app.state.served
    return Response(body, 200, headers, media_type, BackgroundTask(served.remember, asked, read.as_of))


def _body(asked: Question, read: Reading, media_type: str, table: Table, desk: Desk) -> str:
    if media_type == CSV:
        return "".join(csv_lines(asked, table, read, desk.bureau))
    return answer_out(asked, table, read, desk.bureau).model_dump_json(by_alias=True)


def versions_of(indicator: str) -> Sequence[Indicator]:
    """The versions of an indicator. Raises `UnknownParameter`."""
    if indicator not in CATALOGUE:
        near = nearest(indicator, CATALOGUE)
        raise UnknownParameter("indicator", indicator, ", ".join(CATALOGUE), f"→ {near}?" if near else "")
    return CATALOGUE[indicator]


def _representation(indicator: str, accept: str | None) -> tuple[str, str]:
    """Which indicator in which form: a suffix decides over Accept. Raises `UnknownParameter`, `NotAcceptable`."""
    code, media_type = indicator, _accepted(accept)
    for suffix, of_suffix in SUFFIXES.items():
        if indicator.endswith(suffix):
            code, media_type = indicator.removesuffix(suffix), of_suffix
    versions_of(code)
    if media_type is None:
        raise NotAcceptable(", ".join(SUFFIXES.values()))
    return code, media_type


def _accepted(accept: str | None) -> str | None:
    ranges = [item.partition(";")[0].strip().lower() for item in (accept or "*/*").split(",")]
    for wanted in ranges:
        if wanted in ("*/*", "application/*", JSON):
            return JSON
        if wanted in ("text/*", CSV):
            return CSV
    return None
