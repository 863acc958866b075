"""One broken rule in plain words, in the reader's language."""

import tomllib
from pathlib import Path

from pydantic import BaseModel, Field

from service.desk.language import Language
from service.rulebook.errors import Fault


class ProblemFault(BaseModel):
    """One broken rule."""

    pointer: str = Field(
        description="JSON pointer into the body; `?name` for a query parameter, `header:name` for a header",
        examples=["/people_count"],
    )
    code: str = Field(description="stable", examples=["greater_than_equal"])
    detail: str = Field(examples=["不得小于 1"])


def _load() -> dict[str, dict[str, str]]:
    with (Path(__file__).parent / "faults.toml").open("rb") as file:
        return tomllib.load(file)


TEXTS = _load()


def told_fault(fault: Fault, language: Language) -> ProblemFault:
    """The fault in words. A kind without words of its own is told in the validator's English rather than not at all."""
    texts = TEXTS.get(fault.kind)
    detail = texts[language].format(**fault.facts) if texts else str(fault.facts.get("english", fault.kind))
    return ProblemFault(pointer=fault.pointer, code=fault.kind, detail=detail)
