"""The stretches of a petition, two and three characters long, each once: how rare it is and how much it tells."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.reading.background import Background
from service.reading.names import near_names_end
from service.reading.runs import Bools, Keys, Kind, Run

Floats = NDArray[np.float32]

_TELLING = np.float32(5.0)  # rarity: one message in 150. What is more common is the language of petitions
_NAMING = np.float32(4.0)  # the same for what stands where names stand: one message in 55
_IN_TITLE = np.float32(1.3)
_IN_A_NAME = np.float32(1.6)
_AGAIN = np.float32(0.35)  # for each doubling of how often it stands there


@dataclass(frozen=True, slots=True)
class Stretches:
    """All arrays are as long as `keys`, which ascend."""

    keys: Keys
    counts: NDArray[np.intp]  # how often in this petition
    rarity: Floats  # natural logarithm of one message in how many
    telling: Floats  # the same where it may be a mark, 0 elsewhere
    worth: Floats  # of those: raised by where it stands here and how often
    naming: Bools  # stands where names stand


def stretches_of(run: Run, background: Background, common: Keys) -> Stretches:
    """Read a run. What is in `common` (ascending) tells nothing."""
    pairs, threes = run.within(Kind.PARTICLE)
    rarity = _rarity(run, background, common)
    telling = _telling(run, rarity[: len(run.pairs)])
    named = np.concatenate((near_names_end(run, 2), near_names_end(run, 3)))
    worth = telling * (telling > _TELLING) * np.where(named, _IN_A_NAME, np.float32(1)) * _placed(run)
    at = np.flatnonzero(np.concatenate((pairs, threes)))
    keys = np.concatenate((run.pairs, run.triples))[at]
    order = np.argsort(keys, kind="stable")
    keys, at = keys[order], at[order]
    new = np.ones(len(keys), dtype=np.bool_)
    new[1:] = keys[1:] != keys[:-1]
    starts = np.flatnonzero(new)
    if not len(starts):
        nothing = np.zeros(0, dtype=np.float32)
        return Stretches(keys, starts, nothing, nothing, nothing, new)
    counts = np.diff(starts, append=len(keys))
    first = at[starts]
    naming = np.logical_or.reduceat((named & (telling > _NAMING) & (rarity > _NAMING))[at], starts)
    raised = np.maximum.reduceat(worth[at], starts) * (1 + _AGAIN * np.log2(counts).astype(np.float32))
    return Stretches(keys[starts], counts, rarity[first], telling[first], raised, naming)


def _rarity(run: Run, background: Background, common: Keys) -> Floats:
    """Of each pair, then of each triple; 0 for the common pairs and for the triples made of two of them."""
    twos, threes = background.rarity(run.pairs), background.rarity(run.triples)
    if len(common):
        known = common[np.minimum(np.searchsorted(common, run.pairs), len(common) - 1)] == run.pairs
        twos[known] = 0
        threes[known[:-1] & known[1:]] = 0
    return np.concatenate((twos, threes))


def _telling(run: Run, rarity: Floats) -> Floats:
    """Of each pair, then of each triple: its rarity if it may be a mark. `58车贷` may, a number alone not."""
    signs, threes = run.within(Kind.SIGN)
    words = run.kinds == Kind.WORD
    twos = np.where(signs & (words[:-1] | words[1:]), rarity, np.float32(0))
    # a triple of two common pairs is mostly two words that happen to meet: it is as rare as its pairs on average
    both = threes & (np.minimum(twos[:-1], twos[1:]) > 0)
    return np.concatenate((twos, np.where(both, (twos[:-1] + twos[1:]) / 2, np.float32(0))))


def _placed(run: Run) -> Floats:
    """By what the title raises each pair, then each triple."""
    factors = np.ones(len(run.pairs) + len(run.triples), dtype=np.float32)
    factors[: max(run.title - 1, 0)] = _IN_TITLE
    factors[len(run.pairs) : len(run.pairs) + max(run.title - 2, 0)] = _IN_TITLE
    return factors
