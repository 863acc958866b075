"""How probable it is that two petitions are about one matter, and the words that say so."""

import hashlib
import io
import json
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Self

import numpy as np

from service.matters.circumstances import circumstances
from service.matters.line import Line, probability
from service.matters.shared_words import shared_words
from service.matters.statement import Prepared, Statement, prepare
from service.matters.topics import Topics
from service.matters.traits import traits
from service.reading.marks import Marks

TOPICS_FILE = "likeness.npz"
CARD_FILE = "likeness.json"

SAME_ISSUE = 0.9
REPEAT = 0.35
_IDENTICAL = 6.0  # log-odds of two texts that are the same word for word, before place and class


class LikenessDamaged(ValueError):
    """The topics are not those that the card describes."""


@dataclass(frozen=True, slots=True)
class Match:
    """The probability that both are about one matter. `shared` is empty below `REPEAT`: there is nothing to explain."""

    probability: float
    shared: tuple[str, ...]


class Likeness:
    """Compares statements. It holds no petition and changes nothing: any number of callers may share it."""

    def __init__(self, marks: Marks, topics: Topics, line: Line, data_sha256: str = "") -> None:
        self.marks = marks
        self.data_sha256 = data_sha256  # of the messages that the line was fitted on
        self._topics = topics
        self.line = line

    @classmethod
    def load(cls, marks: Marks | None = None, folder: Path | None = None) -> Self:
        """The model in the folder, or the one that the package ships."""
        source: Traversable = folder or resources.files("service.matters").joinpath("model")
        card = json.loads(source.joinpath(CARD_FILE).read_bytes())
        stored = source.joinpath(TOPICS_FILE).read_bytes()
        if hashlib.sha256(stored).hexdigest() != card["topics_sha256"]:
            raise LikenessDamaged(f"{TOPICS_FILE} is not the file that {CARD_FILE} describes")
        with np.load(io.BytesIO(stored), allow_pickle=False) as arrays:
            return cls(marks or Marks.load(folder), Topics.of(arrays), Line.of(card), card["data_sha256"])

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
        odds = self.line.odds(traits(one, other))
        if len(one.keys) and np.array_equal(one.run.points, other.run.points):
            odds = max(odds, _IDENTICAL)
        return probability(odds + circumstances(one.statement, other.statement))
