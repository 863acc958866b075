"""From n-grams to words: the stretches of title and body that weighed most."""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.classification.vocabulary import Floats, Vocabulary
from service.reading.folding import CodePoints
from service.reading.grams import Grams

Part = Literal["title", "body"]

_FIRST_LETTER = 0xC0  # outside ASCII
_PUNCTUATION = range(0x2000, 0x3040)  # general punctuation, symbols, CJK punctuation
_SHORTEST = 2  # one character is no word
_FAINT = 0.2  # of the strongest character: what is weaker than this ends a stretch


class Stretch(NamedTuple):
    """Where in the given text: code points, end exclusive."""

    where: Part
    start: int
    end: int


def stretches(petition: Grams, title: int, vocabulary: Vocabulary, worth: Floats, most: int) -> tuple[Stretch, ...]:
    """The runs of letters with the greatest worth, the greatest first, overlapping n-grams merged, no words twice.

    `title` is the length of the title, `worth` that of each n-gram of the vocabulary in this petition.
    """
    strength = _strength(petition, vocabulary, worth)
    runs = _runs(np.where(_letters(petition.points), strength, 0))
    runs.sort(key=lambda run: (-float(strength[run[0] : run[1]].sum()), run))
    words: dict[bytes, tuple[int, int]] = {}
    for start, end in runs:
        words.setdefault(petition.points[start:end].tobytes(), (start, end))
    return tuple(_placed(start, end, title) for start, end in list(words.values())[:most])


def _strength(petition: Grams, vocabulary: Vocabulary, worth: Floats) -> Floats:
    """The worth of each n-gram, shared by its characters."""
    strength = np.zeros(len(petition.points), dtype=np.float32)
    for part in (petition.whole, petition.title):
        for span, keys in enumerate(part, start=1):
            rows, known = vocabulary.find(keys)
            share = np.where(known, worth[rows], 0) / span
            for offset in range(span):
                strength[offset : offset + len(share)] += share
    return strength


def _letters(points: CodePoints) -> NDArray[np.bool_]:
    """Where a letter or an ideograph stands: punctuation, digits and spaces are no part of a word that tells."""
    latin = (points >= ord("a")) & (points <= ord("z"))
    other = (points >= _FIRST_LETTER) & ((points < _PUNCTUATION.start) | (points >= _PUNCTUATION.stop))
    letters: NDArray[np.bool_] = latin | other
    return letters


def _runs(strength: Floats) -> list[tuple[int, int]]:
    """Where the strength stays above the faint for at least two characters."""
    loud = strength > max(float(strength.max(initial=0)) * _FAINT, 1e-9)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], loud, [False])).astype(np.int8)))
    pairs = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    return [(start, end) for start, end in pairs if end - start >= _SHORTEST]


def _placed(start: int, end: int, title: int) -> Stretch:
    """In the title, or in the body, which follows it after one line break."""
    return Stretch("title", start, end) if end <= title else Stretch("body", start - title - 1, end - title - 1)
