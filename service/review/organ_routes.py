"""The doors of an organ that reviews (复查复核机关): its own reviews, and each step of giving one."""

from collections.abc import Awaitable
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from service.auth.callers import OrganCaller
from service.desk.acting import Act, OrganAct
from service.desk.conditional import version_tag
from service.desk.kit import AtDesk
from service.desk.parameters import Limit, name_next
from service.desk.problems import problems
from service.desk.refusals import ACTING, READING
from service.register.reviews import Review
from service.review import look
from service.review.deciding import decided, delivered, heard
from service.review.forms import ReviewDecisionForm, ReviewDeliveryForm, ReviewHearingForm
from service.review.take import ReviewReference, carry_out
from service.review.views import CaseOut, ReviewOut, ReviewsOut, case_out, review_out
from service.rulebook.errors import (
    ContentConflict,
    OfficerRecused,
    StepRefused,
    UnknownReview,
)
from service.rulebook.handling_vocabulary import ReviewStage

router = APIRouter(prefix="/v1/reviews", tags=["organ"])

ON_REVIEW = (*ACTING, UnknownReview, OfficerRecused, StepRefused, ContentConflict)
ReferenceText = Annotated[str, Path(max_length=80, alias="reference", examples=["HB8706518564-1-review"])]
CURSOR = Query(pattern=r"^\d{1,18}_\d{1,4}_(review|re_review)$", description="from the Link header")
STAGES = Query(description="only those at these stages; all where none is named")


@router.get("", summary="本机关复查、复核事项清单 · The reviews of the organ", responses=problems(*READING))
async def reviews(
    response: Response,
    caller: OrganCaller,
    desk: AtDesk,
    stage: Annotated[list[ReviewStage] | None, STAGES] = None,
    limit: Limit = 50,
    after: Annotated[str | None, CURSOR] = None,
) -> ReviewsOut:
    """What the organ that calls was asked to review, in the order of registration."""
    petition_id, referral, level = (after or "-1_-1_").split("_", 2)
    begin = (int(petition_id), int(referral), level)
    found = await look.of_organ(caller.organ or "", stage or list(ReviewStage), begin, limit, desk=desk)
    if found.last is not None:
        stages = "".join(f"&stage={one}" for one in stage or ())
        cursor = "_".join(str(part) for part in found.last)
        name_next(response, f"/v1/reviews?limit={limit}{stages}&after={cursor}")
    response.headers["Cache-Control"] = "no-store"
    return ReviewsOut(reviews=[review_out(one, desk.bureau) for one in found.standings])


@router.get(
    "/{reference}",
    summary="查看复查、复核事项 · A review with its words",
    responses=problems(*READING, UnknownReview),
)
async def review(named: ReferenceText, response: Response, caller: OrganCaller, desk: AtDesk) -> CaseOut:
    """One review: the words of the matter, the opinion under review, what was asked. Its ETag is what a step needs."""
    case = await look.one_of_organ(ReviewReference.read(named), caller.organ, desk=desk)
    response.headers["ETag"] = version_tag(case.standing.review.version)
    response.headers["Cache-Control"] = "no-store"
    return case_out(case, desk.bureau)


@router.post("/{reference}/hearing", summary="登记听证 · Record a hearing", responses=problems(*ON_REVIEW))
async def hear_review(named: ReferenceText, form: ReviewHearingForm, act: OrganAct, response: Response) -> ReviewOut:
    """Record a hearing and its days. Only a re-review leaves them out of its 30 days (36(2))."""
    deciding = heard(form.held_on, form.days, form.minutes)
    return await _moved(carry_out(ReviewReference.read(named), deciding, act), act, response)


@router.post("/{reference}/decision", summary="作出复查、复核意见 · Decide", responses=problems(*ON_REVIEW))
async def decide_review(named: ReferenceText, form: ReviewDecisionForm, act: OrganAct, response: Response) -> ReviewOut:
    """Uphold, change, or have it handled anew. A re-review that does not remand ends the procedure (36(3))."""
    return await _moved(carry_out(ReviewReference.read(named), decided(form.verdict()), act), act, response)


@router.post("/{reference}/delivery", summary="登记送达 · Prove delivery", responses=problems(*ON_REVIEW))
async def deliver_review(
    named: ReferenceText, form: ReviewDeliveryForm, act: OrganAct, response: Response
) -> ReviewOut:
    """Prove that the opinion reached its petitioner. After 复查 only this opens the window for 复核 (36(1))."""
    deciding = delivered(form.delivered_on, form.proof)
    return await _moved(carry_out(ReviewReference.read(named), deciding, act), act, response)


async def _moved(step: Awaitable[Review], act: Act, response: Response) -> ReviewOut:
    after = await step
    standing = await look.standing_of(after, desk=act.desk)
    response.headers["ETag"] = version_tag(after.version)
    response.headers["Cache-Control"] = "no-store"
    return review_out(standing, act.desk.bureau)
