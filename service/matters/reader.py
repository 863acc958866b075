"""What a worker compares petitions with."""

from dataclasses import dataclass
from typing import Self

from service.matters.likeness import Likeness
from service.reading.marks import Marks


@dataclass(frozen=True, slots=True)
class Reader:
    """Marks to find petitions by, likeness to compare them; both from one set of counts."""

    marks: Marks
    likeness: Likeness

    @classmethod
    def load(cls) -> Self:
        """As the package ships them."""
        marks = Marks.load()
        return cls(marks, Likeness.load(marks))
