"""What is compared: the text of a petition and what classification found, read once and compared often."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.matters.topics import Topics
from service.reading.grams import Keys
from service.reading.marks import Marks, best_marks
from service.reading.names import names_in
from service.reading.runs import Run
from service.reading.stretches import Stretches

Floats = NDArray[np.float32]

_NAMING = np.float32(4.0)  # rarity from which the end of a name tells one from another: one message in 55
_COMMON = np.float32(5.5)  # rarity up to which a stretch is common language: one message in 245 has it


@dataclass(frozen=True, slots=True)
class Statement:
    """A petition as far as likeness asks. Class and division are codes; None where the answer is open."""

    title: str
    body: str
    content_class: str | None = None
    division: str | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement with its stretches; the arrays below `keys`, which ascend, are as long as they."""

    statement: Statement
    run: Run
    topic: Floats  # of length 1
    keys: Keys
    rarity: Floats
    common: Floats  # common language, of length 1: rarity, raised by the logarithm of how often it stands there
    naming: Floats  # rarity of what stands where names stand, else 0
    marks: Floats  # rarity of the marks, else 0
    names: Mapping[int, frozenset[int]]  # how names end, by their kind: villages, estates, schools …


def prepare(statement: Statement, marks: Marks, topics: Topics) -> Prepared:
    """Read a statement."""
    run, found = marks.read(statement.title, statement.body)
    common = np.where(found.rarity <= _COMMON, found.rarity * (1 + np.log(found.counts)), 0).astype(np.float32)
    common /= max(float(np.sqrt(common @ common)), 1e-9)
    picked = np.zeros(len(found.keys), dtype=np.float32)
    best = best_marks(found)
    picked[best] = found.telling[best]
    naming = np.where(found.naming, found.telling, np.float32(0))
    topic = topics.vector(run, marks.background)
    return Prepared(statement, run, topic, found.keys, found.rarity, common, naming, picked, _names(run, found))


def _names(run: Run, found: Stretches) -> Mapping[int, frozenset[int]]:
    kinds, keys = names_in(run)
    telling = found.rarity[np.searchsorted(found.keys, keys)] > _NAMING
    names: dict[int, set[int]] = {}
    for kind, key in zip(kinds[telling].tolist(), keys[telling].tolist(), strict=True):
        names.setdefault(kind, set()).add(key)
    return {kind: frozenset(ends) for kind, ends in names.items()}
