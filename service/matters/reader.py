"""What a worker compares petitions with."""

from dataclasses import dataclass
from typing import Self

from service.bureau.load import Bureau
from service.matters.likeness import Likeness
from service.reading.marks import Marks


@dataclass(frozen=True, slots=True)
class Reader:
    """Marks to find petitions by, likeness to compare them; both from one set of counts."""

    marks: Marks
    likeness: Likeness

    @classmethod
    def load(cls, bureau: Bureau) -> Self:
        """As the package ships them. The names of the bureau's own divisions tell no petition there from another."""
        marks = Marks.load(common=bureau.divisions.around(bureau.division))
        return cls(marks, Likeness.load(marks))
