"""How a running clock is told: what has to happen by when, by which article."""

from datetime import date
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from service.bureau.load import Bureau
from service.rulebook.duties import Duty


class NextStepOut(TypedDict):
    """What the law makes happen next, and whose duty, or right, it is."""

    clock: Annotated[str, Field(examples=["c1"])]
    step: Annotated[str, Field(examples=["转送、交办或者告知"])]
    by: Annotated[date, Field(description="the day aimed at: calendar days, not moved for rest days")]
    legal_limit: Annotated[date, Field(description="the last day the law allows: the next working day (民法典 203)")]
    article: Annotated[str, Field(examples=["信访工作条例 22(1)"])]
    provisional: Annotated[bool, Field(description="the holiday notice of that year is not out yet")]


def next_step(deadline: Duty, bureau: Bureau) -> NextStepOut:
    """The duty behind a running clock."""
    return NextStepOut(
        clock=deadline.clock,
        step=bureau.labels.of(deadline.clock).zh,
        by=deadline.due_on,
        legal_limit=deadline.legal_limit_on,
        article=deadline.article,
        provisional=deadline.provisional,
    )
