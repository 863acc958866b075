"""The indicators, read from their one declaration and checked as a whole when the service starts."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from service.rulebook.measures import Measure


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is counted, how, and on whose authority."""

    code: str
    zh: str
    en: str
    version: int
    valid_from: date
    kind: Literal["flow", "stock", "share"]
    numerator: Measure
    unit: str
    definition_zh: str
    definition_en: str
    source: str
    denominator: Measure | None = None

    def __post_init__(self) -> None:
        if self.kind not in ("flow", "stock", "share"):
            raise ValueError(f"indicators.toml: [{self.code}] kind: flow, stock or share, found {self.kind!r}")
        if (self.kind == "share") != (self.denominator is not None):
            raise ValueError(f"indicators.toml: [{self.code}] denominator: a share has one, nothing else does")

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What of the ledger it reads."""
        return (self.numerator,) if self.denominator is None else (self.numerator, self.denominator)


def load(path: Path = Path(__file__).parent / "indicators.toml") -> dict[str, Indicator]:
    """The indicators by code. Raises `ValueError` naming the entry and field that is wrong."""
    with path.open("rb") as file:
        tables = tomllib.load(file)
    return {code: _indicator(code, table) for code, table in tables.items()}


def _indicator(code: str, table: dict[str, str]) -> Indicator:
    facts: dict[str, object] = dict(table)
    for field in ("numerator", "denominator"):
        if field not in table:
            continue
        try:
            facts[field] = Measure(table[field])
        except ValueError:
            known = ", ".join(Measure)
            raise ValueError(f"indicators.toml: [{code}] {field}: one of {known}, found {table[field]!r}") from None
    try:
        return Indicator(code=code, **facts)  # type: ignore[arg-type]  # what does not fit is the TypeError below
    except TypeError as misfit:
        raise ValueError(f"indicators.toml: [{code}]: {misfit}") from None
