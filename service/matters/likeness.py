"""How probable it is that two petitions are about one matter, and the words that say so."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Self

import numpy as np

from service.matters.circumstances import circumstances
from service.matters.line import SUREST, Line, probability
from service.matters.shared_words import shared_words
from service.matters.statement import Prepared, Statement, prepare
from service.matters.topics import Topics
from service.matters.traits import traits
from service.reading.marks import Marks
from service.reading.packed import Names, unpacked

TOPICS_FILE = "likeness.npz"
CARD_FILE = "likeness.json"

# Different people. Of issues left out, pairs have precision 0.96 and recall 0.86 by the gold file. A mass issue has to
# be seen while it is small, and a clerk decides; but two estates with cold radiators come up to 0.76.
SAME_ISSUE = 0.8
# The same petitioner. Of 11 pairs of written repeats 9 lie above it and 2 below 0.1; of 5 pairs of one person's two
# matters 2 lie above (two grievances against one bank, two subsidies of one village) and 3 below 0.1.
REPEAT = 0.5


class LikenessDamaged(ValueError):
    """The topics are not those that the card describes."""


@dataclass(frozen=True, slots=True)
class Match:
    """The probability that both are about one matter. `shared` is empty below `REPEAT`: there is nothing to explain."""

    probability: float
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LearntFrom:
    """The messages that the line was fitted on and, for each of their issues by name, a line that has not seen it."""

    data_sha256: str
    without_each: tuple[Line, ...]

    @classmethod
    def of(cls, card: Mapping[str, Any]) -> Self:
        """From the card."""
        return cls(card["data_sha256"], tuple(Line.of(stored) for stored in card["without_each_issue"]))


class Likeness:
    """Compares statements. It holds no petition and changes nothing: any number of callers may share it."""

    def __init__(self, marks: Marks, topics: Topics, line: Line, learnt_from: LearntFrom | None = None) -> None:
        self.marks = marks
        self.line = line
        self.learnt_from = learnt_from
        self._topics = topics

    @classmethod
    def load(cls, marks: Marks | None = None, folder: Path | None = None) -> Self:
        """The model in the folder, or the one that the package ships."""
        source: Traversable = folder or resources.files("service.matters").joinpath("model")
        card, arrays = unpacked(source, Names(CARD_FILE, TOPICS_FILE, "topics_sha256"), LikenessDamaged)
        return cls(marks or Marks.load(folder), Topics.of(arrays), Line.of(card), LearntFrom.of(card))

    def prepare(self, statement: Statement) -> Prepared:
        """Read a statement once, to compare it with several."""
        return prepare(statement, self.marks, self._topics)

    def compare(self, one: Statement | Prepared, other: Statement | Prepared) -> Match:
        """Compare two; the order does not matter."""
        first, second = (self.prepare(each) if isinstance(each, Statement) else each for each in (one, other))
        found = self.probability(first, second)
        return Match(found, shared_words(first, second) if found >= REPEAT else ())

    def probability(self, one: Prepared, other: Prepared) -> float:
        """The probability alone, between 0 and 1."""
        odds = min(self.line.odds(traits(one, other)), SUREST)
        if len(one.keys) and np.array_equal(one.run.points, other.run.points):
            odds = SUREST
        return probability(odds + circumstances(one.statement, other.statement))
