"""The door of an organ's system to the letters that were written to it."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from service.acknowledgements.routes import FileOut, SignedNotice, file_out
from service.acknowledgements.show import Letter, letters_to
from service.auth.callers import OrganCaller
from service.bureau.load import Bureau
from service.desk.kit import ZONE, AtDesk
from service.desk.matter import reference
from service.desk.parameters import Limit, name_next
from service.desk.problems import problems
from service.desk.refusals import READING
from service.rulebook.vocabulary import NoticeKind

router = APIRouter(prefix="/v1/notices", tags=["organ"])

After = Annotated[str, Query(max_length=80, description="from the Link header")]


class LetterOut(BaseModel):
    """A letter to the organ. It names neither the petitioner nor what he writes: those are with the item."""

    serial: str = Field(examples=["HB-transfer-2026-000012-K7RTM2WQ"])
    kind: NoticeKind
    label: str
    title: str | None
    document_number: str | None = Field(examples=["湖信转〔2026〕12号"])
    issued_at: datetime
    number: str = Field(examples=["HB8706518564"])
    referral: str | None = Field(examples=["HB8706518564-1"], description="the item that it is about")
    content: str = Field(description="the whole letter as plain text")
    file: FileOut | None = Field(description="null until it is printed, moments later")
    signed_notice: SignedNotice


class LettersOut(BaseModel):
    """Letters in the order of issue."""

    letters: list[LetterOut]


@router.get("", summary="本单位收到的文书 · The letters to the organ", responses=problems(*READING))
async def letters(
    response: Response, caller: OrganCaller, desk: AtDesk, limit: Limit = 50, after: After = ""
) -> LettersOut:
    """Transfers, assignments, urges and supervision that were written to the organ which calls."""
    page = await letters_to(caller.organ or "", after, limit, at=desk.now(), desk=desk)
    if page.last is not None:
        name_next(response, f"/v1/notices?limit={limit}&after={page.last}")
    response.headers["Cache-Control"] = "no-store"
    return LettersOut(letters=[_out(one, desk.bureau) for one in page.letters])


def _out(letter: Letter, bureau: Bureau) -> LetterOut:
    notice, number = letter.shown.notice, letter.petition.number
    return LetterOut(
        serial=notice.serial,
        kind=notice.kind,
        label=bureau.labels.of(notice.kind).zh,
        title=notice.title,
        document_number=notice.document_number,
        issued_at=notice.issued_at.astimezone(ZONE),
        number=number,
        referral=reference(number, notice.referral) if notice.referral else None,
        content=letter.shown.words.text,
        file=file_out(notice),
        signed_notice=letter.shown.signed,
    )
