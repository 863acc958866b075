"""What is compared: the text of a petition and what classification found, read once and compared often."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.reading.marks import Marks, best_marks
from service.reading.runs import Bools, Keys, Run

Floats = NDArray[np.float32]

COMMON = np.float32(5.5)  # rarity up to which a stretch is common language: one message in 245 has it


@dataclass(frozen=True, slots=True)
class Statement:
    """A petition as far as likeness asks. Class and division are codes; None where the answer is open."""

    title: str
    body: str
    content_class: str | None = None
    division: str | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement with its stretches; all arrays but `marks` are as long as `keys`, which ascend."""

    statement: Statement
    run: Run
    keys: Keys
    rarity: Floats
    weights: Floats  # of length 1: rarity, raised by the logarithm of how often it stands there
    common: Bools
    length_of_common: float
    naming: Floats  # rarity of what stands where names stand, else 0
    marks: Floats  # rarity of the marks, else 0


def prepare(statement: Statement, marks: Marks) -> Prepared:
    """Read a statement."""
    run, found = marks.read(statement.title, statement.body)
    weights = found.rarity * (1 + np.log(found.counts)).astype(np.float32)
    weights /= max(float(np.sqrt(weights @ weights)), 1e-9)
    common = found.rarity <= COMMON
    shared = weights[common]
    picked = np.zeros(len(found.keys), dtype=np.float32)
    best = best_marks(found)
    picked[best] = found.telling[best]
    return Prepared(
        statement=statement,
        run=run,
        keys=found.keys,
        rarity=found.rarity,
        weights=weights,
        common=common,
        length_of_common=float(np.sqrt(shared @ shared)),
        naming=np.where(found.naming, found.telling, np.float32(0)),
        marks=picked,
    )
