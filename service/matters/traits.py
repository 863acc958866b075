"""In what two statements are alike: a few numbers, each with a meaning, for a line that weighs them.

The text alone gives five. All are symmetric. Shares are logged, because likeness multiplies: the same estate *and* the
same trouble make one issue, either alone does not.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.matters.statement import Floats, Prepared

Places = NDArray[np.intp]

_FLOOR_OF_COSINE = 0.02  # unrelated petitions of one city have 0.01-0.03
_FLOOR_OF_SHARE = 0.1


class Traits(NamedTuple):
    """The numbers, in the order of the line's coefficients."""

    language: float  # ln of the cosine over all stretches, each weighed by its rarity
    trouble: float  # the same over common language only: what kind of thing it is about
    marks_of_the_less_like: float  # ln of the share of the marks of one that stand in the other, the lower …
    marks_of_the_more_like: float  # … and the higher of both directions
    other_names: float  # 1 where both name places or firms and neither names any of the other's


def traits(one: Prepared, other: Prepared) -> Traits:
    """Compare two statements."""
    ours, theirs = shared_places(one, other)
    products = one.weights[ours] * other.weights[theirs]
    common = float(products[one.common[ours]].sum())
    lengths = max(one.length_of_common * other.length_of_common, 1e-3)
    marks = _share(one.marks, ours), _share(other.marks, theirs)
    return Traits(
        language=float(np.log(float(products.sum()) + _FLOOR_OF_COSINE)),
        trouble=float(np.log(common / lengths + _FLOOR_OF_COSINE)),
        marks_of_the_less_like=float(np.log(min(marks) + _FLOOR_OF_SHARE)),
        marks_of_the_more_like=float(np.log(max(marks) + _FLOOR_OF_SHARE)),
        other_names=_other_names(one, other, ours, theirs),
    )


def shared_places(one: Prepared, other: Prepared) -> tuple[Places, Places]:
    """Where the stretches that both have stand in the arrays of each."""
    if not len(one.keys) or not len(other.keys):
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
    at = np.minimum(np.searchsorted(other.keys, one.keys), len(other.keys) - 1)
    ours = np.flatnonzero(other.keys[at] == one.keys)
    return ours, at[ours]


def _share(weights: Floats, shared: Places) -> float:
    whole = float(weights.sum())
    return float(weights[shared].sum()) / whole if whole else 0.0


def _other_names(one: Prepared, other: Prepared, ours: Places, theirs: Places) -> float:
    if not one.naming.any() or not other.naming.any():
        return 0.0
    return 1 - max(_share(one.naming, ours), _share(other.naming, theirs))
