"""How letters are shown, as `show` and `transcribe` hand them on: masked."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from service.desk.kit import ZONE
from service.letters.show import Shown
from service.register.classifications import MACHINE
from service.register.letters import LetterText
from service.register.scans import Likeness, OpenDouble


class LineOut(BaseModel):
    """A line as it was recognised; `box`: its corners clockwise from the upper left, in pixels of the page as read."""

    text: str
    confidence: float
    box: list[Annotated[list[int], Field(min_length=2, max_length=2)]]


class PageOut(BaseModel):
    """A page as it was read. `by`: `text` it had of its own, `recognition`, or `nobody`."""

    text: str
    by: str
    confidence: float
    lines: list[LineOut]


class TextOut(BaseModel):
    """One reading of a letter. `proposed`: what it seems to say of its sender; nothing of it is taken over."""

    version: int
    made_by: str = Field(description="`machine`, or the system of the desk")
    made_at: datetime
    confidence: float = Field(description="of its least sure page")
    doubtful: bool
    subject: str
    request: str
    facts: str
    proposed: dict[str, str] = Field(examples=[{"sender": "王某某", "date": "2026-03-05"}])
    pages: list[PageOut]


class DoubleOut(BaseModel):
    """A letter that this one may be once more: its scan looks the same, or its envelope had the same barcode."""

    number: str
    by: Likeness
    pages: int = Field(description="of the later letter that look like pages of the other; 0 where it is the barcode")
    found_at: datetime


class LetterOut(BaseModel):
    """A letter as the desk sees it."""

    number: str
    stage: str
    state: str = Field(description="`reading`, `read`, `to_transcribe` or `transcribed`")
    received_on: date
    postmarked_on: date | None
    barcode: str | None
    addressee: str | None
    files: int
    texts: list[TextOut]
    doubles: list[DoubleOut] = Field(description="a doubt; `PUT /v1/petitions/{number}/relations/{other}` decides")


class WaitingOut(BaseModel):
    """A letter that waits for a person's transcript."""

    number: str
    due_on: date
    received_on: date
    files: int
    confidence: float


class OpenDoubleOut(DoubleOut):
    """A letter that may be one that was registered before as `like`."""

    like: str
    due_on: date


class DoublesOut(BaseModel):
    """Letters that may have been registered twice; each stays until a clerk has decided what the two are."""

    entries: list[OpenDoubleOut]


class TranscriptionsOut(BaseModel):
    """Letters that nobody could read yet, the one to be disposed of first at the top."""

    entries: list[WaitingOut]


def letter_out(shown: Shown) -> LetterOut:
    """The letter as it is told."""
    one = shown.letter
    return LetterOut(
        number=shown.petition.number,
        stage=shown.petition.stage,
        state=_state(shown),
        received_on=one.received_on,
        postmarked_on=one.postmarked_on,
        barcode=one.barcode,
        addressee=one.addressee,
        files=one.pages,
        texts=[text_out(text) for text in shown.texts],
        doubles=[
            DoubleOut(number=two.number, by=two.by, pages=two.pages, found_at=two.found_at.astimezone(ZONE))
            for two in shown.doubles
        ],
    )


def open_double_out(two: OpenDouble) -> OpenDoubleOut:
    """A pair as it is told."""
    return OpenDoubleOut(
        number=two.number,
        like=two.like_number,
        by=two.by,
        pages=two.pages,
        found_at=two.found_at.astimezone(ZONE),
        due_on=two.due_on,
    )


def text_out(text: LetterText) -> TextOut:
    """One reading."""
    return TextOut(
        version=text.version,
        made_by=text.made_by,
        made_at=text.made_at.astimezone(ZONE),
        confidence=round(text.confidence, 4),
        doubtful=text.doubtful,
        subject=text.words["subject"],
        request=text.words["request"],
        facts=text.words["facts"],
        proposed=dict(text.proposed or {}),
        pages=[_page(page) for page in text.pages],
    )


def _page(page: Mapping[str, Any]) -> PageOut:
    lines = [LineOut(text=line["text"], confidence=line["confidence"], box=line["box"]) for line in page["lines"]]
    return PageOut(text=page["text"], by=page["by"], confidence=page["confidence"], lines=lines)


def _state(shown: Shown) -> str:
    if not shown.texts:
        return "reading"
    last = shown.texts[-1]
    if last.made_by != MACHINE:
        return "transcribed"
    return "to_transcribe" if last.doubtful else "read"
