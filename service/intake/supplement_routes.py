"""The door where a petitioner adds to a petition."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from service.desk.citizen import OwnNumber, QueryCode
from service.desk.forms import Facts, Form
from service.desk.guessing import CodeGuard, Visiting
from service.desk.kit import ZONE, AtDesk
from service.desk.problems import problems
from service.desk.refusals import SHOWING_A_CODE
from service.intake.supplement import MOST, supplement
from service.rulebook.errors import (
    ContentConflict,
    StepRefused,
)
from service.rulebook.vocabulary import Stage

router = APIRouter(prefix="/v1/petitions")


class SupplementForm(Form):
    """What a petitioner adds."""

    text: Facts


class SupplementedOut(BaseModel):
    """What was added, on record. The same text again is the same supplement."""

    number: str
    stage: Stage
    supplement: int = Field(description=f"which one of the petition it is, from 1; {MOST} at most")
    supplemented_at: datetime


@router.post(
    "/{number}/supplements",
    tags=["intake"],
    summary="补充材料 · Add to a petition",
    status_code=201,
    responses=problems(*SHOWING_A_CODE, StepRefused, ContentConflict),
)
async def add(
    number: OwnNumber, form: SupplementForm, query_code: QueryCode, visitor: Visiting, guard: CodeGuard, desk: AtDesk
) -> SupplementedOut:
    """Add a text to a petition. New facts void a proposed refusal. Sent again, the same text is not added twice."""
    async with guard.trying(number, visitor):
        made = await supplement(number, query_code, form.text, at=desk.now(), desk=desk)
    return SupplementedOut(
        number=made.number,
        stage=made.stage,
        supplement=made.ordinal,
        supplemented_at=made.supplemented_at.astimezone(ZONE),
    )
