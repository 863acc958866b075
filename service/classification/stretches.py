"""From n-grams to words: the stretches of title and body that weighed most."""

from typing import Literal, NamedTuple

import numpy as np

from service.classification.grams import MOST_CHARACTERS, Grams
from service.classification.vocabulary import Floats, Vocabulary

Part = Literal["title", "body"]

_SHORTEST = 2  # one character is no word
_FAINT = 0.2  # of the strongest character: what is weaker than this ends a stretch


class Stretch(NamedTuple):
    """Where in the given text: code points, end exclusive."""

    where: Part
    start: int
    end: int


def stretches(
    title: str, body: str, petition: Grams, vocabulary: Vocabulary, worth: Floats, most: int
) -> tuple[Stretch, ...]:
    """The runs of letters with the greatest worth, the greatest first, overlapping n-grams merged.

    `worth` is that of each n-gram of the vocabulary in this petition, all its occurrences together.
    """
    title, body = title[:MOST_CHARACTERS], body[:MOST_CHARACTERS]
    text = f"{title}\n{body}"
    strength = _strength(len(text), petition, vocabulary, worth)
    strength[[not character.isalpha() for character in text]] = 0
    runs = _runs(strength)
    runs.sort(key=lambda run: (-float(strength[run[0] : run[1]].sum()), run))
    return tuple(_placed(start, end, len(title)) for start, end in runs[:most])


def _strength(length: int, petition: Grams, vocabulary: Vocabulary, worth: Floats) -> Floats:
    """The worth of each n-gram, shared by its occurrences and their characters."""
    times = np.zeros(len(worth), dtype=np.int32)
    for keys in (*petition.whole, *petition.title):
        rows, known = vocabulary.find(keys)
        np.add.at(times, rows[known], 1)
    strength = np.zeros(length, dtype=np.float32)
    for part in (petition.whole, petition.title):
        for span, keys in enumerate(part, start=1):
            rows, known = vocabulary.find(keys)
            share = np.where(known, worth[rows] / np.maximum(times[rows], 1), 0) / span
            for offset in range(span):
                strength[offset : offset + len(share)] += share
    return strength


def _runs(strength: Floats) -> list[tuple[int, int]]:
    """Where the strength stays above the faint for at least two characters."""
    loud = strength > max(float(strength.max(initial=0)) * _FAINT, 1e-9)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], loud, [False])).astype(np.int8)))
    pairs = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    return [(start, end) for start, end in pairs if end - start >= _SHORTEST]


def _placed(start: int, end: int, title: int) -> Stretch:
    """In the title, or in the body, which follows it after one line break."""
    return Stretch("title", start, end) if end <= title else Stretch("body", start - title - 1, end - title - 1)
