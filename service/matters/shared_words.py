"""The words that two petitions share, as a clerk can read them: whole stretches, the most telling first."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from service.matters.statement import Floats, Prepared
from service.reading.runs import Kind, Run

MOST = 5
_TRIED = 12  # stretches that are looked at: many are parts of one another
_LONGEST = 16  # characters: what is longer is copied text, and its beginning is enough
_LEAST_RARITY = np.float32(4.0)  # of a pair: what is more common says nothing


def shared_words(one: Prepared, other: Prepared) -> tuple[str, ...]:
    """At most five stretches that stand in both, in their one spelling. The order of the two does not matter."""
    first, second = sorted((one, other), key=lambda each: (len(each.run.points), each.run.text))
    beside = second.run.text
    chosen: list[str] = []
    for start, end in _best(_worth(first, second)):
        stretch = _readable(first.run, start, end, beside)
        if len(stretch) > 1 and not any(stretch in longer or longer in stretch for longer in chosen):
            chosen.append(stretch)
    return tuple(chosen[:MOST])


def _worth(first: Prepared, second: Prepared) -> Floats:
    """Of each pair of the first that the second has too: how rare it is, twice that where it marks; else -1."""
    pairs = first.run.pairs
    worth = np.full(len(pairs), -1, dtype=np.float32)
    if not len(first.keys) or not len(second.keys):
        return worth
    here, there = (np.minimum(np.searchsorted(each.keys, pairs), len(each.keys) - 1) for each in (first, second))
    both = np.flatnonzero((first.keys[here] == pairs) & (second.keys[there] == pairs))
    here, there = here[both], there[both]
    marked = (first.marks[here] > 0).astype(np.float32) + (second.marks[there] > 0)
    worth[both] = np.maximum(first.rarity[here] - _LEAST_RARITY, 0) * (1 + marked)
    return worth


def _best(worth: Floats) -> Iterator[tuple[int, int]]:
    """The unbroken rows of shared pairs, as first and last but one character, those worth most first."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], worth >= 0, [False])).astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    sums: NDArray[np.float64] = np.concatenate(([0.0], np.cumsum(np.maximum(worth, 0), dtype=np.float64)))
    totals = sums[ends] - sums[starts]
    for place in np.argsort(-totals, kind="stable")[:_TRIED].tolist():
        if totals[place] > 0:
            yield int(starts[place]), int(ends[place]) + 1


def _readable(run: Run, start: int, end: int, beside: str) -> str:
    """The stretch without particles at its edges, as far as the other text really has it in one piece."""
    particle = run.kinds == Kind.PARTICLE
    while start < end and particle[start]:
        start += 1
    end = min(end, start + _LONGEST)
    text = run.text
    while start < end and (particle[end - 1] or text[start:end] not in beside):
        end -= 1
    return text[start:end]
