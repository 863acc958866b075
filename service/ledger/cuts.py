"""The ways in which the pages of the ledger are totalled: what a question can be answered from without its lines.

A cut is declared by names of dimensions; what it totals is stored in the columns of a line, so that whoever reads
totals reads them as lines. A code that is rolled up (a class, a township) stays what it is when it is rolled up again.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from service.rulebook.postings import Dimensions

COLUMNS = Dimensions.__slots__

# What a total keeps of a line under a name: the column, and what stands in it. Every other name is its own column.
ROLLED_UP: Mapping[str, tuple[str, str]] = {
    "class": ("content_class", "left(content_class, 2) || '0000'"),
    "class3": ("content_class", "content_class"),
    "township": ("division", "left(division, 9)"),
    "village": ("division", "division"),
}

# Which names tell enough for a dimension; every other dimension wants its own.
_TOLD_BY: Mapping[str, tuple[str, ...]] = {
    "class": ("class", "class3"),
    "class2": ("class3",),
    "district": ("township", "village"),
    "township": ("township", "village"),
}


class Grain(IntEnum):
    """For how long a total stands: the finest its cut has, or more. It stands under the first day."""

    FINEST = 0
    MONTH = 1
    YEAR = 2


@dataclass(frozen=True, slots=True)
class Cut:
    """One way to total a page. What has few cells is kept by the day; what has many, by 旬 and on large pages alone."""

    number: int
    names: tuple[str, ...]
    by_day: bool

    @property
    def smallest_level(self) -> int:
        """The level of the smallest pages that are totalled so."""
        return 0 if self.by_day else 1

    @property
    def columns(self) -> Mapping[str, str]:
        """What it keeps in which column of a line."""
        return dict(ROLLED_UP.get(name, (name, name)) for name in self.names)

    def tells(self, dimension: str) -> bool:
        """Whether this dimension can be read from its totals."""
        return any(name in self.names for name in _TOLD_BY.get(dimension, (dimension,)))


_PLAIN = (
    (),
    ("repeat", "joint", "confidential", "bureau"),
    ("channel", "repeat", "confidential"),
    ("township", "repeat", "confidential"),
    ("class", "repeat", "confidential"),
    ("organ", "repeat", "confidential"),
    ("purpose", "route", "repeat"),
)
_FINE = (
    ("channel", "township", "repeat"),
    ("channel", "class", "repeat"),
    ("channel", "organ", "repeat"),
    ("channel", "purpose", "route"),
    ("organ", "purpose", "route"),
    ("class", "township", "repeat"),
    ("township", "organ", "repeat"),
    ("class", "organ", "repeat"),
    ("class3", "repeat", "confidential"),
    ("village", "repeat"),
    ("channel", "class3"),
    ("class3", "organ"),
    ("class3", "township"),
)

# From few cells to many: the first that tells enough is the quickest.
CUTS = tuple(Cut(number, names, number < len(_PLAIN)) for number, names in enumerate((*_PLAIN, *_FINE)))

# Pages totalled by another declaration than this one are of no use to it.
DECLARATION = hashlib.sha256(repr(CUTS).encode()).hexdigest()[:16]


def cut_for(dimensions: Iterable[str], *, by_day: bool) -> Cut | None:
    """The smallest cut from which all these dimensions can be read; None where only the lines tell."""
    wanted = tuple(dimensions)
    for cut in CUTS:
        if (cut.by_day or not by_day) and all(cut.tells(name) for name in wanted):
            return cut
    return None
