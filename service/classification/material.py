"""What a model is made of: the cases, and where they come from, as the card tells it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from service.classification.cases import Case, read_cases
from service.classification.corrected_cases import Corrected
from service.reading.message_files import digest


@dataclass(frozen=True, slots=True)
class Material:
    """Cases of a file, of clerks' decisions, or of both."""

    cases: tuple[Case, ...] = ()
    data_sha256: str = ""  # of the file; empty where there is none
    corrections: dict[str, Any] | None = None  # what the card says of the decisions

    @classmethod
    def of_file(cls, path: Path, codes: Mapping[str, str] | None = None) -> Self:
        """The cases of a labelled CSV; `codes` as for `read_cases`. Raises `CasesUnusable`."""
        return cls(tuple(read_cases(path, codes)), digest(path))

    def with_corrections(self, corrected: Corrected) -> "Material":
        """These cases and those of the clerks' decisions."""
        return replace(self, cases=(*self.cases, *corrected.cases), corrections=corrected.as_json())
