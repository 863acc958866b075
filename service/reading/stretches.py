"""The stretches of a petition, two and three characters long, each once: how rare it is and how much it tells."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.reading.background import Background
from service.reading.grams import Keys
from service.reading.names import near_names_end
from service.reading.runs import Bools, Kind, Run

Floats = NDArray[np.float32]
Places = NDArray[np.intp]

_TELLING = np.float32(5.0)  # rarity: one message in 150. What is more common is the language of petitions
_NAMING = np.float32(4.0)  # the same for what stands where names stand: one message in 55
_IN_TITLE = np.float32(1.3)
_IN_A_NAME = np.float32(1.6)
_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)
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
    every = np.concatenate((run.pairs, run.triples))
    rarity = _rarity(run, background.rarity(every), common)
    telling = _telling(run, rarity[: len(run.pairs)])
    named = np.concatenate(near_names_end(run))
    worth = telling * (telling > _TELLING) * _placed(run, named)
    naming = named & (telling > _NAMING) & (rarity > _NAMING)
    at, starts = _sorted(every, np.flatnonzero(np.concatenate(run.within(Kind.PARTICLE))))
    if not len(starts):
        return _NOTHING
    counts = np.append(starts[1:], len(at)) - starts
    first = at[starts]
    raised = np.maximum.reduceat(worth[at], starts) * (1 + _AGAIN * np.log2(counts).astype(np.float32))
    return Stretches(
        keys=every[first],
        counts=counts,
        rarity=rarity[first],
        telling=telling[first],
        worth=raised,
        naming=np.logical_or.reduceat(naming[at], starts),
    )


def _sorted(keys: Keys, at: Places) -> tuple[Places, Places]:
    """The places in the order of their keys, and where in that order each key begins."""
    # key and place in one number: numpy sorts plain numbers four times as fast as it sorts places by their keys
    both = np.sort((keys[at].astype(np.uint64) << _HALF) | at.astype(np.uint64))
    sorted_keys = both >> _HALF
    new = np.ones(len(both), dtype=np.bool_)
    new[1:] = sorted_keys[1:] != sorted_keys[:-1]
    return (both & _LOW).astype(np.intp), np.flatnonzero(new)


def _rarity(run: Run, rarity: Floats, common: Keys) -> Floats:
    """The same, but 0 for the common pairs and for the triples made of two of them."""
    if len(common):
        known = common[np.minimum(np.searchsorted(common, run.pairs), len(common) - 1)] == run.pairs
        rarity[np.concatenate((known, known[:-1] & known[1:]))] = 0
    return rarity


def _telling(run: Run, rarity: Floats) -> Floats:
    """Of each pair, then of each triple: its rarity if it may be a mark. `58车贷` may, a number alone not."""
    signs, threes = run.within(Kind.SIGN)
    words = run.kinds == Kind.WORD.value
    twos = np.where(signs & (words[:-1] | words[1:]), rarity, np.float32(0))
    # a triple of two common pairs is mostly two words that happen to meet: it is as rare as its pairs on average
    both = threes & (np.minimum(twos[:-1], twos[1:]) > 0)
    return np.concatenate((twos, np.where(both, (twos[:-1] + twos[1:]) / 2, np.float32(0))))


def _placed(run: Run, named: Bools) -> Floats:
    """By what its place raises each pair, then each triple."""
    factors = np.where(named, _IN_A_NAME, np.float32(1))
    factors[: max(run.title - 1, 0)] *= _IN_TITLE
    factors[len(run.pairs) : len(run.pairs) + max(run.title - 2, 0)] *= _IN_TITLE
    return factors


_NOTHING = Stretches(
    keys=np.zeros(0, dtype=np.uint32),
    counts=np.zeros(0, dtype=np.intp),
    rarity=np.zeros(0, dtype=np.float32),
    telling=np.zeros(0, dtype=np.float32),
    worth=np.zeros(0, dtype=np.float32),
    naming=np.zeros(0, dtype=np.bool_),
)
