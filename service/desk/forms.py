"""The ground that every form stands on: texts of any script, moments with an offset, and no field unread."""

import re
import unicodedata
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)")


def readable(text: str) -> str:
    """The text as it will be kept: NFC, line ends as `\\n`, no blanks around it.

    Control and direction-changing characters are refused rather than dropped: what was written is evidence.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    found = _CONTROL.search(text)
    if found:
        raise PydanticCustomError(
            "control_character",
            "control character at {position}",
            {"position": found.start() + 1, "code": f"{ord(found[0]):04X}"},
        )
    return text.strip()


def something(text: str) -> str:
    """As `readable`, and not empty: at least one letter, digit or sign that a person can see."""
    text = readable(text)
    if not any(unicodedata.category(character)[0] in "LNSP" for character in text):
        raise PydanticCustomError("nothing_written", "nothing to read")
    return text


def _moment(value: object) -> object:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise PydanticCustomError("datetime_parsing", "not an RFC 3339 time")
    return value


Name = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(something)]
Address = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(something)]
DocumentNumber = Annotated[str, Field(min_length=1, max_length=40), AfterValidator(something)]
Subject = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(something)]
Request = Annotated[str, Field(min_length=1, max_length=2_000, description="请求"), AfterValidator(something)]
Facts = Annotated[str, Field(min_length=1, max_length=20_000, description="事实、理由"), AfterValidator(something)]
Moment = Annotated[AwareDatetime, Field(strict=False), BeforeValidator(_moment, json_schema_input_type=datetime)]


class Form(BaseModel):
    """Types are taken at their word, unknown fields refused: a misspelt field is not silently lost."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)
