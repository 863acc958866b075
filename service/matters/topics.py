"""What kind of trouble a petition is about, as a short vector: 暖气, 供热 and 热力 lie near each other.

Latent semantic indexing (Deerwester et al., 1990) over common pairs of characters; learnt once from many messages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from service.reading.background import Background
from service.reading.grams import Keys
from service.reading.runs import Kind, Run

Floats = NDArray[np.float32]

_MOST_RARITY = np.float32(5.5)  # what is rarer counts no more than this: names are no topic


@dataclass(frozen=True, slots=True)
class Topics:
    """A row for each known pair; `keys` ascend. Rows are kept in 8 bits."""

    keys: Keys
    rows: NDArray[np.int8]
    steps: Floats  # what one step of a column is worth

    @classmethod
    def of(cls, stored: Mapping[str, NDArray[Any]]) -> Self:
        """From the stored arrays."""
        return cls(stored["topic_keys"], stored["topic_rows"], stored["topic_steps"])

    def vector(self, run: Run, background: Background) -> Floats:
        """Of length 1; all 0 where no pair is known."""
        places, weights = known_pairs(run, self.keys, background)
        vector: Floats = (weights @ self.rows.take(places, axis=0).astype(np.float32)) * self.steps
        return vector / np.float32(max(float(np.sqrt(vector @ vector)), 1e-9))


def known_pairs(run: Run, keys: Keys, background: Background) -> tuple[NDArray[np.intp], Floats]:
    """Which of the keys stand in the run, and their weights there: rarity, raised by the logarithm of how often."""
    found, counts = np.unique(run.pairs[run.within(Kind.WORD)[0]], return_counts=True)
    places = np.minimum(np.searchsorted(keys, found), len(keys) - 1)
    known = keys[places] == found
    rarity = np.minimum(background.rarity(found[known]), _MOST_RARITY)
    return places[known], rarity * (1 + np.log(counts[known])).astype(np.float32)
