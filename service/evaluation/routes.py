"""The door where a petitioner rates."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, BeforeValidator, Field

from service.desk.citizen import OwnNumber, QueryCode
from service.desk.forms import Form, Request, whole
from service.desk.guessing import CodeGuard, Visiting
from service.desk.kit import AtDesk
from service.desk.problems import problems
from service.desk.refusals import SHOWING_A_CODE
from service.evaluation.evaluate import Rating, evaluate
from service.rulebook.duties import ITSELF
from service.rulebook.errors import (
    AlreadyRated,
    ContentConflict,
    TermExpired,
)
from service.rulebook.handling_vocabulary import Satisfaction

router = APIRouter(prefix="/v1/petitions")

_Ordinal = Annotated[int, Field(ge=1, le=9_999)]


class EvaluationForm(Form):
    """How satisfied a petitioner is, with whom."""

    referral: Annotated[
        Annotated[_Ordinal, BeforeValidator(whole, json_schema_input_type=_Ordinal)] | None,
        Field(description="the matter whose organ is rated, as in `matters`; absent: the bureau"),
    ] = None
    satisfaction: Annotated[Satisfaction, Field(strict=False)]
    reason: Annotated[Request | None, Field(description="needed where dissatisfied")] = None

    def rating(self) -> Rating:
        """The rating."""
        return Rating(ITSELF if self.referral is None else self.referral, self.satisfaction, self.reason)


class EvaluatedOut(BaseModel):
    """The rating as it stands on record."""

    referral: int | None
    satisfaction: Satisfaction
    label: str
    evaluated_on: date


@router.post(
    "/{number}/evaluation",
    tags=["intake"],
    summary="评价 · Rate the bureau or an organ",
    status_code=201,
    responses=problems(*SHOWING_A_CODE, AlreadyRated, TermExpired, ContentConflict),
)
async def rate(
    number: OwnNumber, form: EvaluationForm, query_code: QueryCode, visitor: Visiting, guard: CodeGuard, desk: AtDesk
) -> EvaluatedOut:
    """Rate the bureau, or the organ that answered, once and while the window is open (see `rights`)."""
    async with guard.trying(number, visitor):
        made = await evaluate(number, query_code, form.rating(), at=desk.now(), desk=desk)
    return EvaluatedOut(
        referral=made.referral or None,
        satisfaction=made.satisfaction,
        label=desk.bureau.labels.of(made.satisfaction).zh,
        evaluated_on=made.evaluated_on,
    )
