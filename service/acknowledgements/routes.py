"""The door to the notices of a petition."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Header, Response
from pydantic import BaseModel, Field

from service.acknowledgements.notices import Notice
from service.acknowledgements.show import notices_of
from service.auth.callers import Follower
from service.desk.kit import ZONE, AtDesk
from service.desk.parameters import Number
from service.desk.problems import problems
from service.rulebook.errors import (
    DatabaseUnavailable,
    InvalidContent,
    ScopeMissing,
    Unauthenticated,
    UnknownPetition,
)
from service.rulebook.vocabulary import NoticeKind

router = APIRouter(prefix="/v1/petitions")


class NoticeOut(BaseModel):
    """A notice as it was issued."""

    serial: str = Field(examples=["HB-receipt-2026-000012"])
    kind: NoticeKind
    issued_at: datetime
    content: str


class NoticesOut(BaseModel):
    """The notices of a petition, the oldest first."""

    notices: list[NoticeOut]


@router.get(
    "/{number}/notices",
    tags=["intake"],
    summary="查看书面告知 · The notices of a petition",
    responses=problems(Unauthenticated, ScopeMissing, InvalidContent, UnknownPetition, DatabaseUnavailable),
)
async def notices(
    number: Number,
    query_code: Annotated[str, Header(alias="X-Query-Code", max_length=64)],
    response: Response,
    _: Follower,
    desk: AtDesk,
) -> NoticesOut:
    """What the petitioner was told in writing."""
    response.headers["Cache-Control"] = "private, no-cache"
    return NoticesOut(notices=[_out(notice) for notice in await notices_of(number, query_code, desk=desk)])


def _out(notice: Notice) -> NoticeOut:
    return NoticeOut(
        serial=notice.serial,
        kind=notice.kind,
        issued_at=notice.issued_at.astimezone(ZONE),
        content=notice.content,
    )
