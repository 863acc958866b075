"""A petition as one run of characters in one spelling: what separates nothing is left out, what ends a clause stays.

`伊景园·滨河苑` and `伊景园 滨河苑` are one name. A stretch (two or three characters) never reaches over a clause's end.
"""

import unicodedata
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from service.reading.folding import CodePoints, fold_points
from service.reading.grams import MOST_CHARACTERS, Keys, pairs_of, triples_of

Kinds = NDArray[np.uint8]
Bools = NDArray[np.bool_]

_PLANE = 0x10000


class Kind(IntEnum):
    """What a character is good for."""

    BREAK = 0  # ends a clause
    NOTHING = 1  # space, quote, dot, bracket, emoji: left out
    PARTICLE = 2  # holds a sentence together and stands in no name
    SIGN = 3  # digit or letter of an alphabet
    WORD = 4


_BREAKS = ",。，.;；:：!！?？、…"
_PARTICLES = "的了是我你您他她它们这那吗呢吧啊么也都很被把让没不就还某"


def _kinds() -> Kinds:
    kinds = np.full(_PLANE, Kind.NOTHING, dtype=np.uint8)
    for code in range(_PLANE):
        category = unicodedata.category(chr(code))
        if category[0] in "LN":
            kinds[code] = Kind.WORD if category == "Lo" else Kind.SIGN
    kinds[[ord(mark) for mark in _BREAKS]] = Kind.BREAK
    kinds[[ord(particle) for particle in _PARTICLES]] = Kind.PARTICLE
    return kinds


_KINDS = _kinds()
_NOTHING = int(Kind.NOTHING)


@dataclass(frozen=True, slots=True)
class Run:
    """The characters that are left, in order. `pairs[i]` is the key of characters i and i+1, `triples[i]` of i to i+2.

    Pairs never share a key; triples do as rarely as 32 bits allow.
    """

    points: CodePoints  # of the basic plane
    kinds: Kinds
    title: int  # how many of them are the title's
    pairs: Keys
    triples: Keys

    @property
    def text(self) -> str:
        """The run as text, as long as `points`."""
        return self.points.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass")

    def within(self, least: Kind) -> tuple[Bools, Bools]:
        """Which pairs and which triples hold no character of a kind below this."""
        good = self.kinds >= least.value
        pairs = good[:-1] & good[1:]
        return pairs, pairs[:-1] & good[2:]


def run_of(title: str, body: str) -> Run:
    """The run of a petition. The title is a clause of its own; a line break within the body separates nothing."""
    title, body = title[:MOST_CHARACTERS], body[:MOST_CHARACTERS]
    points = fold_points(f"{title}。{body}。。")  # the last two, so that there always is a triple
    kinds = _KINDS[np.minimum(points, _PLANE - 1)]
    left = kinds != _NOTHING
    head = int(np.count_nonzero(left[: len(title)]))
    points, kinds = points[left], kinds[left]
    pairs = pairs_of(points)
    return Run(points, kinds, head, pairs, triples_of(points, pairs))
