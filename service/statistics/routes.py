"""The doors of statistics: the catalogue, one indicator, the recount."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Request, Response
from starlette.background import BackgroundTask

from service.auth.callers import CaseReader, Statistician
from service.desk.conditional import unchanged
from service.desk.forms import Day
from service.desk.kit import AtDesk, local_date
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
from service.statistics.answer import answer, reading
from service.statistics.answer_view import AnswerOut
from service.statistics.catalogue import Indicator
from service.statistics.catalogue_view import CatalogueOut, catalogue_out
from service.statistics.formats import negotiation, paging, presentation, representation
from service.statistics.formats.answered import Answered
from service.statistics.formats.forms import CSV, CSV_METADATA, JSON_STAT, SVG, XLSX
from service.statistics.reconciliation_view import ReconciliationOut, reconciliation_out
from service.statistics.recount.compare import recount
from service.statistics.served import Served

router = APIRouter(prefix="/v1/statistics")

CATALOGUE = catalogue.load()
NAME = rf"^({'|'.join(CATALOGUE)})({'|'.join(suffix.replace('.', '[.]') for suffix in negotiation.SUFFIXES)})?$"
SCHEMAS = {form.media_type: {"schema": {"type": "object"}} for form in (JSON_STAT, CSV_METADATA)} | {
    form.media_type: {"schema": {"type": "string"}} for form in (CSV, XLSX, SVG)
}
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "the figures", "content": SCHEMAS},
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
    indicator: Annotated[
        str, Path(json_schema_extra={"pattern": NAME}, examples=["registered_items", "registered_items.csv"])
    ],
    request: Request,
    caller: Statistician,
    desk: AtDesk,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """The figures of one indicator.

    Query: `from`, `to` (days, both included), `by` (dimensions, comma-separated), any dimension as a filter with one or
    more codes (`channel=online,letter`, `class=030000`, `township=411202002`, `unknown` for what nobody has decided
    yet), `as_of` (RFC 3339). The dimensions of each indicator stand in the catalogue. Anything else is refused with a
    hint. A suffix after the name, or Accept, gives another form: `.csv` (`bom=true` for Excel; what its columns mean
    is at `.csv-metadata.json`), `.xlsx`, `.json-stat`, `.svg` (of at most two dimensions). `limit` cuts JSON and CSV
    into pages; `links.next`, or `Link: rel="next"`, leads on.

    Without case rights figures are without accusations and without what nobody has decided yet; of accusations only
    how many were registered in whole months, quarters and years is told, and nothing below the threshold.
    """
    code, form = negotiation.chosen(indicator, request.headers.get("accept"), CATALOGUE)
    named = request.query_params.multi_items()
    shown, asking = presentation.read(named, form)
    asked = question.read(
        versions_of(code),
        asking,
        today=local_date(desk.now()),
        bureau=desk.bureau,
        sees_all=caller.has_case_rights,
    )
    read = await reading(asked, desk=desk)
    # Where the last line is not to be known, the figures must be there before their tag.
    told = None if asked.sees_all else await answer(asked, read.as_of, desk=desk)
    cached = representation.headers(asked, read, desk.bureau, form, shown, named, told)
    if unchanged(if_none_match, cached["ETag"]):
        return Response(None, 304, cached)
    table, rest = paging.page(asked, told or await answer(asked, read.as_of, desk=desk), shown)
    answered = Answered(asked, table, read, desk.bureau, rest)
    response = await representation.response(answered, form, shown, cached, request.headers.get("accept-encoding"))
    served: Served = request.app.state.served
    response.background = BackgroundTask(served.remember, asked, read.as_of)
    return response


def versions_of(indicator: str) -> Sequence[Indicator]:
    """The versions of an indicator. Raises `UnknownParameter`."""
    if indicator not in CATALOGUE:
        near = nearest(indicator, CATALOGUE)
        raise UnknownParameter("indicator", indicator, ", ".join(CATALOGUE), f"→ {near}?" if near else "")
    return CATALOGUE[indicator]
