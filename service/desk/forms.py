"""The ground that every form stands on: texts of any script, moments with an offset, and no field unread."""

import re
import unicodedata
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

_CONTROLS = r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069"
_CONTROL = re.compile(f"[{_CONTROLS}]")
# The same rule for the published contract: no control character, and at least one that is no blank.
_WRITTEN: JsonDict = {"pattern": f"^[^{_CONTROLS}]*[^\\s{_CONTROLS}][^{_CONTROLS}]*$"}
# UAX #15 (Stream-Safe Text): no writing has more than 30 marks on one letter. To normalise a run of 20,000 takes most
# of a second, since each is sorted into its place past all before it.
_MARKS = "".join(chr(code) for code in range(0x300, 0x1E950) if unicodedata.combining(chr(code)))
_HEAPED_MARKS = re.compile(f"[{_MARKS}]{{31}}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)")


def readable(text: str) -> str:
    """The text as it will be kept: NFC, line ends as `\\n`, no blanks around it.

    Marks heaped on one letter beyond all writing stay as they are. Control and direction-changing characters are
    refused rather than dropped: what was written is evidence.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not _HEAPED_MARKS.search(text):
        text = unicodedata.normalize("NFC", text)
    found = _CONTROL.search(text)
    if found:
        raise PydanticCustomError(
            "control_character",
            "control character at {position}",
            {"position": found.start() + 1, "code": f"{ord(found[0]):04X}"},
        )
    return text.strip()


def something(text: str) -> str:
    """As `readable`, and not blank."""
    text = readable(text)
    if not text:
        raise PydanticCustomError("nothing_written", "nothing to read")
    return text


def _moment(value: object) -> object:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise PydanticCustomError("datetime_parsing", "not an RFC 3339 time")
    return value


Name = Annotated[str, Field(min_length=1, max_length=100, json_schema_extra=_WRITTEN), AfterValidator(something)]
Address = Annotated[str, Field(min_length=1, max_length=300, json_schema_extra=_WRITTEN), AfterValidator(something)]
DocumentNumber = Annotated[
    str, Field(min_length=1, max_length=40, json_schema_extra=_WRITTEN), AfterValidator(something)
]
Subject = Annotated[str, Field(min_length=1, max_length=200, json_schema_extra=_WRITTEN), AfterValidator(something)]
Request = Annotated[
    str,
    Field(min_length=1, max_length=2_000, json_schema_extra=_WRITTEN, description="请求"),
    AfterValidator(something),
]
Facts = Annotated[
    str,
    Field(min_length=1, max_length=20_000, json_schema_extra=_WRITTEN, description="事实、理由"),
    AfterValidator(something),
]
Moment = Annotated[AwareDatetime, Field(strict=False), BeforeValidator(_moment, json_schema_input_type=datetime)]


def _day(value: object) -> object:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise PydanticCustomError("date_parsing", "not an ISO 8601 date")
    return value


# pydantic would take a number for a moment of Unix time.
Day = Annotated[date, Field(strict=False), BeforeValidator(_day, json_schema_input_type=date)]


def whole(value: object) -> object:
    """1.0 as 1: the same number to JSON, while pydantic takes it for a fraction."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


class Form(BaseModel):
    """Types are taken at their word, unknown fields refused: a misspelt field is not silently lost."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _no_heap(cls, given: object) -> object:
        """Of thousands of unknown fields each would be a fault of its own, found and told at the caller's pleasure."""
        if isinstance(given, dict) and len(given) > (most := 2 * len(cls.model_fields) + 20):
            raise PydanticCustomError("too_many_fields", "at most {most} fields", {"most": most})
        return given
