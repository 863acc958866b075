"""The doors of statistics: the catalogue, one indicator, the recount."""

import re
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Request, Response

from service.auth.callers import Statistician
from service.desk.conditional import unchanged
from service.desk.forms import Day
from service.desk.kit import AtDesk, local_date
from service.desk.problems import problems
from service.rulebook.errors import (
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
from service.statistics.catalogue_view import CatalogueOut, catalogue_out
from service.statistics.formats import negotiation, paging, presentation, representation
from service.statistics.formats.answered import Answered
from service.statistics.formats.forms import CSV, CSV_METADATA, JSON_STAT, SVG, XLSX
from service.statistics.reconciliation_view import ReconciliationOut, reconciliation_out
from service.statistics.recount.compare import recount

router = APIRouter(prefix="/v1/statistics")

CATALOGUE = catalogue.load()
NAME = rf"^({'|'.join(CATALOGUE)})({'|'.join(map(re.escape, negotiation.SUFFIXES))})?$"
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
    _: Statistician,
    desk: AtDesk,
    first: Annotated[Day | None, Query(alias="from", description="default: the first day of the year of `to`")] = None,
    last: Annotated[Day | None, Query(alias="to", description="default: today")] = None,
) -> ReconciliationOut:
    """Count everything again from the petitions and their history, and compare it with the ledger."""
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
        Unauthenticated, ScopeMissing, InvalidContent, UnknownParameter, NotSettled, NotAcceptable, DatabaseUnavailable
    ),
)
async def figures(
    indicator: Annotated[
        str, Path(json_schema_extra={"pattern": NAME}, examples=["registered_items", "registered_items.csv"])
    ],
    request: Request,
    _: Statistician,
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
    """
    code, form = negotiation.chosen(indicator, request.headers.get("accept"), CATALOGUE)
    named = request.query_params.multi_items()
    shown, asking = presentation.read(named, form)
    asked = question.read(CATALOGUE[code], asking, today=local_date(desk.now()), bureau=desk.bureau)
    read = await reading(asked, desk=desk)
    cached = representation.headers(asked, read, desk.bureau, form, shown, named)
    if unchanged(if_none_match, cached["ETag"]):
        return Response(None, 304, cached)
    table, rest = paging.page(asked, await answer(asked, read.as_of, desk=desk), shown)
    answered = Answered(asked, table, read, desk.bureau, rest)
    return await representation.response(answered, form, shown, cached, request.headers.get("accept-encoding"))
