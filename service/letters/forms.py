"""What a letter desk may send of a letter: what stands on the envelope, and the text where it was typed."""

from typing import Annotated

from pydantic import Field

from service.desk.forms import Day, Facts, Form, Name, Request, Subject
from service.intake.forms import PetitionerForm, PlaceForm


class TextForm(Form):
    """The text of a letter, typed by a person."""

    subject: Subject | None = Field(default=None, description="the letter's own title; without one its first words")
    request: Request | None = None
    facts: Facts


class LetterForm(Form):
    """A letter as the desk notes it. `sender` is as written; it may be left out of a scan that is still to be read."""

    received_on: Day = Field(description="签收日期; starts the clock, not the day of typing (条例 22(1))")
    postmarked_on: Day | None = Field(default=None, description="邮戳日期")
    barcode: Annotated[str, Field(pattern=r"^[A-Za-z0-9\-]{1,40}$", description="信件条码")] | None = None
    addressee: Name | None = Field(default=None, description="受信人")
    anonymous: bool = False
    sender: PetitionerForm | None = None
    signers: Annotated[
        tuple[PetitionerForm, ...], Field(max_length=500, strict=False, description="联名者；不含写信人本人")
    ] = ()
    people_count: Annotated[int, Field(ge=1, le=9_999, description="信访人数；2 人及以上为联名信访")] = 1
    affected_count: Annotated[int, Field(ge=1, le=100_000_000, description="涉及人数")] | None = None
    problem_place: PlaceForm | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)] = "zh"
    text: TextForm | None = Field(default=None, description="where it was typed; needed without pages")
    register_again: bool = Field(default=False, description="the same letter was really sent again")
