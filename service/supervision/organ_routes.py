"""The doors of an organ's system: the suggestions made to it, and its written answers (条例 40(4))."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from service.auth.callers import OrganCaller
from service.desk.acting import OrganAct
from service.desk.kit import AtDesk, local_date
from service.desk.parameters import Limit, name_next
from service.desk.problems import problems
from service.desk.refusals import READING
from service.supervision import look
from service.supervision.forms import AnswerForm
from service.supervision.opener import shown
from service.supervision.routes import STEPPING, Id
from service.supervision.step import take
from service.supervision.views import SupervisionOut, SupervisionsOut, supervisions_out

router = APIRouter(prefix="/v1/suggestions", tags=["organ"])

Cursor = Annotated[int, Query(ge=0, le=2**63 - 1, description="from the Link header")]


@router.get("", summary="收到的三项建议 · Suggestions to the organ", responses=problems(*READING))
async def suggestions(
    response: Response, caller: OrganCaller, desk: AtDesk, limit: Limit = 50, after: Cursor = 0
) -> SupervisionsOut:
    """The suggestions that the organ which calls has to answer, or has answered."""
    page = await look.suggestions_to(caller.organ or "", after, limit, desk=desk)
    if page.last is not None:
        name_next(response, f"/v1/suggestions?limit={limit}&after={page.last.id}")
    response.headers["Cache-Control"] = "no-store"
    return supervisions_out(page.found, desk.bureau, local_date(desk.now()))


@router.post("/{suggestion}/answer", summary="反馈是否采纳 · Answer a suggestion", responses=STEPPING)
async def answer_suggestion(suggestion: Id, form: AnswerForm, act: OrganAct, response: Response) -> SupervisionOut:
    """Say in writing whether the suggestion is adopted, and why."""
    return shown(await take(suggestion, form.said(), act), act.desk, response)
