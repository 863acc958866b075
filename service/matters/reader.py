"""What a worker compares petitions with."""

from dataclasses import replace
from typing import Self

from cachetools import LRUCache

from service.bureau.load import Bureau
from service.matters.likeness import Likeness
from service.matters.statement import Prepared, Statement
from service.reading.marks import Marks

REMEMBERED = 1_000  # petitions, about 15 kB each: in a mass issue the same ones are compared again and again


class Reader:
    """Marks to find petitions by, likeness to compare them; both from one set of counts."""

    def __init__(self, marks: Marks, likeness: Likeness) -> None:
        self.marks = marks
        self.likeness = likeness
        self._read: LRUCache[int, Prepared] = LRUCache(REMEMBERED)

    @classmethod
    def load(cls, bureau: Bureau) -> Self:
        """As the package ships them. The names of the bureau's own divisions tell no petition there from another."""
        marks = Marks.load(common=bureau.divisions.around(bureau.division))
        return cls(marks, Likeness.load(marks))

    def prepared(self, petition_id: int, statement: Statement) -> Prepared:
        """A petition ready to be compared. Its words never change, so they are read once; class and place may."""
        read = self._read.get(petition_id)
        if read is None:
            read = self._read[petition_id] = self.likeness.prepare(statement)
        return replace(read, statement=statement)
