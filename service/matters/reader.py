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
        self._read: LRUCache[tuple[str, str], Prepared] = LRUCache(REMEMBERED)

    @classmethod
    def load(cls, bureau: Bureau) -> Self:
        """As the package ships them. The names of the bureau's own divisions tell no petition there from another."""
        marks = Marks.load(common=bureau.divisions.around(bureau.division))
        return cls(marks, Likeness.load(marks))

    def prepared(self, statement: Statement) -> Prepared:
        """A petition ready to be compared. Its words are read once, and so is a letter that many send; class and place
        are as this statement has them."""
        words = statement.title, statement.body
        read = self._read.get(words)
        if read is None:
            read = self._read[words] = self.likeness.prepare(statement)
        return replace(read, statement=statement)
