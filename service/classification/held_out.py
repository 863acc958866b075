"""Folds of whole places: does what was learnt from some cities hold in others?

Published messages name their places by letters (A市, B7县, K3区): the letter is the city.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from service.classification.cases import FOLDS, Case, CasesUnusable
from service.reading.folding import fold

_CITY = re.compile(r"(?<![a-z])([a-z])\d{0,2}(?=[市县区州镇])")
_NONE = ""  # cases that name no city are held out together, like a city


def place_folds(cases: Sequence[Case]) -> NDArray[np.intp]:
    """The fold of each case: the cities, the largest first, each to the fold that has the fewest cases so far.

    Near-duplicates stay together in the city that most of them name. Raises `CasesUnusable` where the cases do not name
    two cities or more.
    """
    named: dict[str, Counter[str]] = defaultdict(Counter)
    for case in cases:
        named[case.group].update(_CITY.findall(fold(f"{case.title}\n{case.detail}")))
    cities = [_most_named(named[case.group]) for case in cases]
    sizes = Counter(cities)
    if len(sizes.keys() - {_NONE}) < 2:
        raise CasesUnusable("The cases do not name their cities by letters (A市, B7县): none can be held out")
    filled = [0] * min(FOLDS, len(sizes))
    of_city: dict[str, int] = {}
    for city, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        of_city[city] = filled.index(min(filled))
        filled[of_city[city]] += size
    return np.array([of_city[city] for city in cities])


def _most_named(found: Counter[str]) -> str:
    """The city named most often, of several the first in the alphabet."""
    return min(found, key=lambda city: (-found[city], city), default=_NONE)
