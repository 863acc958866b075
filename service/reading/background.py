"""How rare a stretch of characters is in petitions: pairs and triples counted once on many messages, kept as a sketch.

The counts are a count-min sketch (Cormode and Muthukrishnan, 2005): no key is kept, only logarithms of counts at two
hashed places. A stretch that was never seen may look a little more common than it is, never rarer. No text can be read
from it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from math import log
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from service.reading.packed import Names, unpacked
from service.reading.runs import Kind, Run

Keys = NDArray[np.uint32]
Floats = NDArray[np.float32]

COUNTS_FILE = "background.npz"
CARD_FILE = "background.json"
SLOT_BITS = 20  # 2 x 1,048,576 slots: of the stretches never seen 3 % look known; with 19 bits it is 9 %
LEAST = 6  # a stretch in fewer messages is not kept: it is as rare as one never seen, and the file stays at 0.5 MB
STEPS_PER_E = 16  # a count is kept as 16 ln(count): within 3 %
_SHIFT = np.uint32(32 - SLOT_BITS)
_SECOND = np.uint32(0x2C1B3C6D)


class BackgroundDamaged(ValueError):
    """The counts are not those that the card describes."""


@dataclass(frozen=True)
class Background:
    """In how many of `messages` a stretch stood."""

    messages: int
    counts: NDArray[np.uint8]  # two rows of slots

    @classmethod
    def load(cls, folder: Path | None = None) -> Self:
        """The counts in the folder, or those that the package ships."""
        source: Traversable = folder or resources.files("service.reading").joinpath("data")
        _, arrays = unpacked(source, Names(CARD_FILE, COUNTS_FILE, "counts_sha256"), BackgroundDamaged)
        return cls(int(arrays["messages"]), arrays["counts"])

    @classmethod
    def count(cls, runs: Iterable[Run]) -> Self:
        """From messages: each stretch counts once a message."""
        seen = [_keys(run) for run in runs]
        keys, often = np.unique(np.concatenate(seen), return_counts=True)
        keys, often = keys[often >= LEAST], often[often >= LEAST]
        kept = np.minimum(np.round(STEPS_PER_E * np.log(often)), 255).astype(np.uint8)
        counts = np.zeros((2, 1 << SLOT_BITS), dtype=np.uint8)
        for row, slots in zip(counts, _slots(keys), strict=True):
            np.maximum.at(row, slots, kept)
        return cls(len(seen), counts)

    def rarity(self, keys: Keys) -> Floats:
        """The natural logarithm of one message in how many has the stretch; the greatest where it is unknown."""
        first, second = _slots(keys)
        kept = np.minimum(self.counts[0].take(first), self.counts[1].take(second))
        rarity: Floats = self._rarities.take(kept)
        return rarity

    @cached_property
    def _rarities(self) -> Floats:
        steps = np.arange(256, dtype=np.float32) / np.float32(STEPS_PER_E)
        rarities: Floats = np.maximum(np.float32(log(max(self.messages, 1))) - steps, np.float32(0.0))
        return rarities


def _keys(run: Run) -> Keys:
    pairs, threes = run.within(Kind.PARTICLE)
    keys: Keys = np.unique(np.concatenate((run.pairs[pairs], run.triples[threes])))
    return keys


def _slots(keys: Keys) -> tuple[Keys, Keys]:
    mixed = (keys ^ (keys >> np.uint32(15))) * _SECOND
    return keys >> _SHIFT, (mixed ^ (mixed >> np.uint32(13))) >> _SHIFT
