"""The doors to the cases of a figure: the list, and what binds the bureau to it."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request, Response

from service.auth.callers import CaseReader, Statistician
from service.auth.scopes import Scope
from service.desk.kit import AtDesk, Desk, local_date
from service.desk.officers import Hand
from service.desk.parameters import Limit, name_next
from service.desk.problems import problems
from service.desk.witness import noted
from service.rulebook.errors import (
    AccusationsWithheld,
    DatabaseUnavailable,
    InvalidContent,
    NotSettled,
    ScopeMissing,
    TooManyCases,
    Unauthenticated,
    UnknownParameter,
)
from service.rulebook.vocabulary import AccessKind
from service.statistics import cases, question
from service.statistics.cases_view import CasesOut, CommitmentOut, cases_out, commitment_out
from service.statistics.lines import BEFORE_ALL, Source
from service.statistics.question import Question
from service.statistics.routes import CATALOGUE, versions_of
from service.statistics.written import ALL, OPENLY

router = APIRouter(prefix="/v1/statistics/{indicator}/cases", tags=["statistics"])

Indicator = Annotated[str, Path(json_schema_extra={"enum": list(CATALOGUE)}, examples=["registered_items"])]
CountedFor = Annotated[
    str, Query(pattern=f"^({ALL}|{OPENLY})$", description="`openly`: as those without case rights are told")
]
OPENING = (
    *(Unauthenticated, ScopeMissing, InvalidContent, UnknownParameter),
    *(AccusationsWithheld, NotSettled, DatabaseUnavailable),
)
_PARAMETERS = {"counted_for", "after", "limit"}


@router.get(
    "",
    summary="数字背后的件 · The cases of a figure",
    responses=problems(*OPENING),
)
async def cases_of(
    indicator: Indicator,
    request: Request,
    response: Response,
    caller: CaseReader,
    desk: AtDesk,
    counted_for: CountedFor = ALL,
    after: Annotated[str | None, Query(pattern=r"^[1-4]_[0-9]{1,18}$", description="from the page before")] = None,
    limit: Limit = 200,
) -> CasesOut:
    """What a figure is made of: the same question, narrowed to one cell by filters and its period, without `by`.

    Page on by `Link`. Over all pages numerators and denominators add up to those of the figure as of the same moment.
    """
    asked = _question(indicator, request, desk, sees_all=counted_for == ALL)
    read = await cases.opened(asked, desk=desk)
    page = await cases.page(asked, read, after=_source(after), limit=limit, desk=desk)
    shown = cases_out(asked, read, page, desk)
    async with desk.begin() as tx:
        said = {"indicator": indicator, "cases": len(page.cases), "counted_for": counted_for}
        tx.write(noted(AccessKind.CASES_TAKEN, Hand(caller.actor, ""), desk.now(), desk, None, said))
    response.headers["Cache-Control"] = "private, no-store"
    if page.last is not None:
        again = [(name, text) for name, text in request.query_params.multi_items() if name not in ("after", "as_of")]
        again += [("as_of", shown.as_of.isoformat()), ("after", f"{page.last[0]}_{page.last[1]}")]
        name_next(response, f"/v1/statistics/{indicator}/cases?{urlencode(again)}")
    return shown


@router.get(
    "/commitment",
    summary="件的承诺 · What binds the bureau to the cases of a figure",
    responses=problems(*OPENING, TooManyCases),
)
async def commitment_of(
    indicator: Indicator,
    request: Request,
    caller: Statistician,
    desk: AtDesk,
    counted_for: CountedFor | None = None,
) -> CommitmentOut:
    """The hash of the list and a nonce. Whoever may see the cases opens it (`docs/verify/open_commitment.py`)."""
    if counted_for == ALL and not caller.has_case_rights:
        raise ScopeMissing(Scope.CASES_READ)
    asked = _question(indicator, request, desk, sees_all=caller.has_case_rights and counted_for != OPENLY)
    read = await cases.opened(asked, desk=desk)
    return commitment_out(asked, read, await cases.commitment(asked, read, desk=desk))


def _question(indicator: str, request: Request, desk: Desk, *, sees_all: bool) -> Question:
    parameters = [one for one in request.query_params.multi_items() if one[0] not in _PARAMETERS]
    for name, text in parameters:
        if name == "by":
            raise UnknownParameter("by", text, "a filter for each dimension of the cell, from and to for its period")
    return question.read(
        versions_of(indicator), parameters, today=local_date(desk.now()), bureau=desk.bureau, sees_all=sees_all
    )


def _source(after: str | None) -> Source:
    if after is None:
        return BEFORE_ALL
    book, _, source_id = after.partition("_")
    return int(book), int(source_id)
