"""The character n-grams of a petition as numbers: one 32-bit key for each, made by numpy in one pass.

Keys of one and two characters never collide (16 bits a character); keys of three are mixed, and collide as rarely as
32 bits allow. The title counts twice: once with the body, once as a text of its own, under other keys.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.reading.folding import CodePoints, fold_points

Keys = NDArray[np.uint32]

MOST_CHARACTERS = 20_000  # of one petition: what comes after says nothing new, and no text may cost a second
_PAIR = np.uint32(0x9E3779B1)
_TRIPLE = np.uint32(0x85EBCA77)
_TITLE = np.uint32(0xC2B2AE3D)
_ALONE = np.uint32(0xFFFF)  # no character: stands where a pair would have its second


@dataclass(frozen=True, slots=True)
class Grams:
    """The keys of one petition in text order, by the part they come from and the number of characters they span."""

    points: CodePoints  # of title, line break and body, folded
    whole: tuple[Keys, ...]  # title and body together: one character, two
    title: tuple[Keys, ...]  # the title alone: one, two, three

    @property
    def head(self) -> int:
        """The length of the title."""
        return len(self.title[0])

    @property
    def parts(self) -> tuple[Keys, ...]:
        """What is weighed apart: single characters of the whole text, its pairs, and all that the title has."""
        return (*self.whole, np.concatenate(self.title))


def grams(title: str, body: str) -> Grams:
    """Every n-gram of title and body."""
    points = fold_points(f"{title[:MOST_CHARACTERS]}\n{body[:MOST_CHARACTERS]}")
    head = points[: min(len(title), MOST_CHARACTERS)]
    pairs = pairs_of(head)
    alone = (_ones(head) ^ _TITLE, pairs ^ _TITLE, triples_of(head, pairs) ^ _TITLE)
    return Grams(points, (_ones(points), pairs_of(points)), alone)


def _ones(points: CodePoints) -> Keys:
    return ((points << np.uint32(16)) | _ALONE) * _PAIR


def pairs_of(points: CodePoints) -> Keys:
    """The key of each character with the next. No two pairs of the basic plane share one."""
    return ((points[:-1] << np.uint32(16)) | (points[1:] & _ALONE)) * _PAIR


def triples_of(points: CodePoints, pairs: Keys) -> Keys:
    """The key of each character with the next two, from the keys of their pairs; few collide in 32 bits."""
    mixed = (pairs[:-1] ^ (pairs[:-1] >> np.uint32(15))) * _TRIPLE
    return (mixed ^ points[2:]) * _PAIR
