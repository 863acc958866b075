"""In what the texts of two statements are alike: four numbers, each with a meaning, for a line that weighs them.

All are symmetric. Tried and left out, because the figures of issues left out did not rise by them: the share of marks,
the rarest shared mark, the likeness of the titles, the cosine over all stretches, the length.
"""

from math import log, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.matters.statement import Floats, Prepared

Places = NDArray[np.intp]

_ALIKE, _COPIED = 0.2, 0.35  # cosine of language from which one text may be made from the other, and surely is
_PERHAPS = 0.3
_LEAST_COSINE, _MOST_COSINE = 0.02, 0.5  # petitions of one city that have nothing in common reach 0.1


class Traits(NamedTuple):
    """The numbers, in the order of the line's coefficients."""

    language: float  # ln of the cosine over common language: is the same said?
    topic: float  # cosine of the topics: is it the same kind of trouble?
    marks: float  # square root of how many marks both have
    other_names: float  # 1 where both name places or firms and neither names any of the other's
    copied: float  # up to 1 for what is taken over for another village, estate or school; the line does not weigh it


def traits(one: Prepared, other: Prepared) -> Traits:
    """Compare two statements."""
    ours, theirs = shared_places(one, other)
    language = float(one.common[ours] @ other.common[theirs])
    marks = np.count_nonzero((one.marks[ours] > 0) & (other.marks[theirs] > 0))
    return Traits(
        language=log(min(language + _LEAST_COSINE, _MOST_COSINE)),
        topic=float(one.topic @ other.topic),
        marks=sqrt(marks),
        other_names=_other_names(one, other, ours, theirs),
        copied=_copied(one, other, language),
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


def _copied(one: Prepared, other: Prepared, language: float) -> float:
    kinds = one.names.keys() & other.names.keys()
    if language < _ALIKE or not kinds or not all(one.names[kind].isdisjoint(other.names[kind]) for kind in kinds):
        return 0.0
    return 1.0 if language >= _COPIED else _PERHAPS
