"""The door where a petitioner asks for 复查 or 复核."""

from fastapi import APIRouter

from service.desk.citizen import OwnNumber, QueryCode
from service.desk.guessing import CodeGuard, Visiting
from service.desk.kit import AtDesk
from service.desk.problems import problems
from service.desk.refusals import SHOWING_A_CODE
from service.review.forms import ReviewRequestForm
from service.review.request import request
from service.review.views import ReviewRequestedOut, requested_out
from service.rulebook.errors import (
    ContentConflict,
    TermExpired,
)

router = APIRouter(prefix="/v1/petitions")


@router.post(
    "/{number}/reviews",
    tags=["intake"],
    summary="请求复查、复核 · Ask for a review",
    status_code=201,
    responses=problems(*SHOWING_A_CODE, TermExpired, ContentConflict),
)
async def ask_for_review(
    number: OwnNumber, form: ReviewRequestForm, query_code: QueryCode, visitor: Visiting, guard: CodeGuard, desk: AtDesk
) -> ReviewRequestedOut:
    """Ask the organ above to review an answer: 复查, then 复核, each within 30 days of proven delivery (35, 36)."""
    async with guard.trying(number, visitor):
        asked = await request(number, query_code, form.referral, form.request, at=desk.now(), desk=desk)
    return requested_out(asked, desk.bureau)
