"""The door of the yearly reports (条例 41)."""

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from starlette.concurrency import run_in_threadpool

from service.auth.callers import CaseReader
from service.desk.conditional import unchanged
from service.desk.kit import AtDesk, Desk, local_date
from service.desk.problems import problems
from service.desk.suggestion import nearest
from service.rulebook.errors import (
    DatabaseUnavailable,
    InvalidContent,
    NotAcceptable,
    NotFound,
    NotSettled,
    ScopeMissing,
    Unauthenticated,
    UnknownParameter,
)
from service.statistics.formats import negotiation
from service.statistics.formats.forms import JSON, Form
from service.statistics.reports import word
from service.statistics.reports.ask import About
from service.statistics.reports.compose import Asking, asking, compose
from service.statistics.reports.markdown import markdown
from service.statistics.reports.templates import Template
from service.statistics.reports.views import ReportOut, report_out

router = APIRouter(prefix="/v1/statistics/reports", tags=["statistics"])

MARKDOWN, WORD = Form(".md", "text/markdown"), Form(".docx", word.MEDIA_TYPE, compressible=False)
FORMS = (JSON, MARKDOWN, WORD)
FIRST_YEAR = 2005  # before the 信访条例 of that year nobody reported so


class ReportName(StrEnum):
    """The reports there are."""

    WORK_ANALYSIS = "work-analysis"  # 条例 41
    RULE_OF_LAW = "rule-of-law"  # 法治政府建设年度报告, section 二


ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "the report",
        "content": {
            MARKDOWN.media_type: {"schema": {"type": "string"}},
            WORD.media_type: {"schema": {"type": "string", "format": "binary"}},
        },
    },
    304: {"description": "nothing new was counted"},
}


async def _templates(request: Request) -> Mapping[str, Template]:
    loaded: Mapping[str, Template] = request.app.state.reports
    return loaded


@router.get(
    "/{report}/{year}",
    summary="年度报告 · A yearly report",
    response_model=ReportOut,
    responses=ANSWERS
    | problems(
        Unauthenticated,
        ScopeMissing,
        NotFound,
        InvalidContent,
        UnknownParameter,
        NotSettled,
        NotAcceptable,
        DatabaseUnavailable,
    ),
)
async def yearly_report(
    report: ReportName,
    year: Annotated[str, Path(pattern=r"^[0-9]{4}(\.json|\.md|\.docx)?$", examples=["2025", "2025.docx"])],
    request: Request,
    templates: Annotated[Mapping[str, Template], Depends(_templates)],
    _: CaseReader,
    desk: AtDesk,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """A yearly report: the bureau's sentences, every figure in them the answer to a query as of one moment.

    Query: `as_of` (RFC 3339) gives the same report for ever; anything else is refused. A year that has not begun has
    none.

    `work-analysis` has the contents of 条例 41, `rule-of-law` the figures of section 二 of 法治政府建设年度报告.
    `.md` or `.docx` behind the year, or `Accept`, gives Markdown or Word. Each figure is a link to its query.
    """
    for name in request.query_params:
        if name != "as_of":
            raise UnknownParameter("parameter", name, "as_of", "→ as_of?" if nearest(name, ["as_of"]) else "")
    number, dot, suffix = year.partition(".")
    form = _form(dot + suffix, request.headers.get("accept"))
    about = About(_year(number, desk), request.query_params.get("as_of"), local_date(desk.now()))
    asked = await asking(templates[report], about, desk=desk)
    headers = {"ETag": _tag(asked), "Cache-Control": "private, no-cache", "Vary": "Accept"}
    if unchanged(if_none_match, headers["ETag"]):
        return Response(None, 304, headers)
    if form is WORD:
        headers["Content-Disposition"] = f'attachment; filename="{report}-{number}.docx"'
    return Response(await _body(asked, form, desk), 200, headers, form.media_type)


async def _body(asked: Asking, form: Form, desk: Desk) -> str | bytes:
    composed = await compose(asked, desk=desk)
    if form is MARKDOWN:
        return markdown(composed, desk.bureau, desk.public_url)
    if form is WORD:
        return await run_in_threadpool(word.word, composed, desk.bureau, desk.public_url)
    return report_out(composed).model_dump_json(by_alias=True)


def _year(text: str, desk: Desk) -> int:
    """Raises `NotFound` for a year that has not begun, or about which nobody reported so."""
    if not FIRST_YEAR <= int(text) <= local_date(desk.now()).year:
        raise NotFound
    return int(text)


def _form(suffix: str, accept: str | None) -> Form:
    """A suffix decides over Accept. Raises `NotAcceptable`."""
    for form in FORMS:
        if suffix == form.suffix:
            return form
    return negotiation.offered(accept, FORMS)


def _tag(asked: Asking) -> str:
    """The same sentences, questions and last counted line; what falls due changes with the day."""
    reading = asked.reading
    told = (asked.template, asked.about.year, asked.about.as_of, local_date(reading.as_of), reading.watermark.posting)
    return f'W/"{hashlib.sha256(repr(told).encode()).hexdigest()[:32]}"'
