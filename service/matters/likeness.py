"""How probable it is that two petitions are about one matter, and the words that say so."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from math import exp
from pathlib import Path
from typing import Any, Self

import numpy as np

from service.matters.circumstances import circumstances
from service.matters.shared_words import shared_words
from service.matters.statement import Prepared, Statement, prepare
from service.matters.traits import Traits, traits
from service.reading.marks import Marks

MODEL_FILE = "likeness.json"
SAME_ISSUE = 0.85  # different people
REPEAT = 0.3  # the same petitioner


@dataclass(frozen=True, slots=True)
class Match:
    """The probability that both are about one matter. `shared` is empty below `REPEAT`: there is nothing to explain."""

    probability: float
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """Weighs the traits: log-odds = offset + coefficients · traits (logistic regression)."""

    offset: float
    coefficients: tuple[float, ...]

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """From the stored model: a coefficient for each trait by name."""
        return cls(stored["offset"], tuple(stored["coefficients"][name] for name in Traits._fields))

    def odds(self, found: Traits) -> float:
        """The log-odds that both texts are about one matter."""
        return self.offset + sum(weight * value for weight, value in zip(self.coefficients, found, strict=True))


class Likeness:
    """Compares statements. It holds no petition and changes nothing: any number of callers may share it."""

    def __init__(self, marks: Marks, line: Line) -> None:
        self._marks = marks
        self._line = line

    @classmethod
    def load(cls, marks: Marks | None = None, folder: Path | None = None) -> Self:
        """The coefficients in the folder, or those that the package ships."""
        source: Traversable = folder or resources.files("service.matters").joinpath("model")
        stored = json.loads(source.joinpath(MODEL_FILE).read_bytes())
        return cls(marks or Marks.load(), Line.of(stored))

    def prepare(self, statement: Statement) -> Prepared:
        """Read a statement once, to compare it with several."""
        return prepare(statement, self._marks)

    def compare(self, one: Statement | Prepared, other: Statement | Prepared) -> Match:
        """Compare two; the order does not matter."""
        first, second = (self.prepare(each) if isinstance(each, Statement) else each for each in (one, other))
        probability = self.probability(first, second)
        return Match(probability, shared_words(first, second) if probability >= REPEAT else ())

    def probability(self, one: Prepared, other: Prepared) -> float:
        """The probability alone, between 0 and 1."""
        if _identical(one, other):
            return 1.0
        odds = self._line.odds(traits(one, other)) + circumstances(one.statement, other.statement)
        return 1 / (1 + exp(-max(min(odds, 30.0), -30.0)))


def _identical(one: Prepared, other: Prepared) -> bool:
    """Word for word the same, and words at all."""
    return len(one.keys) > 0 and np.array_equal(one.run.points, other.run.points)
