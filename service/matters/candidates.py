"""Which earlier petitions are worth comparing: the newest of each mark, ranked by the weight they share.

The register does this with an index on (mark, petition); here it is in memory, for evaluation, by the same numbers.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from service.reading.marks import Mark
from service.register.marks import NEWEST

MOST_CANDIDATES = 12  # to be compared in full
LEAST_SHARED = 10.0  # weight of the marks that both have: about two of them


class Register:
    """Petitions by mark, in the order in which they came."""

    def __init__(self) -> None:
        self._holders: dict[int, list[int]] = defaultdict(list)

    def enter(self, petition: int, marks: Iterable[Mark]) -> None:
        """Petitions are numbered; a later one has a greater number."""
        for mark in marks:
            self._holders[mark.key].append(petition)

    def candidates(self, marks: Sequence[Mark]) -> list[int]:
        """Those that share most weight, the likeliest first; of equal ones the newest."""
        shared: dict[int, float] = defaultdict(float)
        for key, weight in marks:
            for petition in self._holders.get(key, ())[-NEWEST:]:
                shared[petition] += weight
        enough = [petition for petition, weight in shared.items() if weight >= LEAST_SHARED]
        return sorted(enough, key=lambda petition: (-shared[petition], -petition))[:MOST_CANDIDATES]
