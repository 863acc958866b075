"""The ways in which the pages of the ledger are totalled: what a question can be answered from without its lines.

A cut is declared by names of dimensions; what it totals is stored in the columns of a line, so that whoever reads
totals reads them as lines. A code that is rolled up (a class, a township) stays what it is when it is rolled up again.
"""

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


class Finest(IntEnum):
    """How finely a cut keeps business time."""

    DAY = 0
    TEN_DAYS = 1  # 旬
    MONTH = 2


class Grain(IntEnum):
    """For how long a total stands: the finest that its cut keeps, or more. It stands under its first day."""

    FINEST = 0
    MONTH = 1
    YEAR = 2


@dataclass(frozen=True, slots=True)
class Cut:
    """One way to total a page: what has few cells by the day, what has many by the month and on larger pages alone."""

    number: int
    names: tuple[str, ...]
    finest: Finest

    @property
    def smallest_level(self) -> int:
        """The level of the smallest pages that are totalled so."""
        return 1 if self.finest is Finest.MONTH else 0

    @property
    def columns(self) -> Mapping[str, str]:
        """What it keeps in which column of a line."""
        return dict(ROLLED_UP.get(name, (name, name)) for name in self.names)

    def tells(self, dimension: str) -> bool:
        """Whether this dimension can be read from its totals."""
        return any(name in self.names for name in _TOLD_BY.get(dimension, (dimension,)))


# From few cells to many: the first that tells enough is the quickest.
_DECLARED: tuple[tuple[Finest, tuple[str, ...]], ...] = (
    (Finest.DAY, ("repeat",)),
    (Finest.DAY, ("channel", "repeat")),
    (Finest.DAY, ("township", "repeat")),
    (Finest.TEN_DAYS, ("joint", "confidential", "bureau")),
    (Finest.TEN_DAYS, ("class", "repeat")),
    (Finest.TEN_DAYS, ("organ", "repeat")),
    (Finest.TEN_DAYS, ("purpose", "route")),
    (Finest.TEN_DAYS, ("channel", "township")),
    (Finest.MONTH, ("channel", "class")),
    (Finest.MONTH, ("village",)),
    (Finest.MONTH, ("class", "township")),
    (Finest.MONTH, ("class", "organ")),
    (Finest.MONTH, ("channel", "organ")),
    (Finest.MONTH, ("organ", "route")),
    (Finest.MONTH, ("township", "organ")),
    (Finest.MONTH, ("class3",)),
)
# Every one tells accusations apart, since whoever has no case rights is answered without them: few cells more.
CUTS = tuple(
    Cut(number, tuple(dict.fromkeys((*names, "confidential"))), finest)
    for number, (finest, names) in enumerate(_DECLARED)
)


def cut_for(dimensions: Iterable[str], finest: Finest = Finest.MONTH) -> Cut | None:
    """The smallest cut from which all these dimensions can be read, kept at least so finely; None: only lines tell."""
    wanted = tuple(dimensions)
    for cut in CUTS:
        if cut.finest <= finest and all(cut.tells(name) for name in wanted):
            return cut
    return None
