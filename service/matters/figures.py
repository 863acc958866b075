"""How good a ranking of pairs and a grouping are."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import log
from typing import Self

import numpy as np

from service.matters.line import Bools, Doubles
from service.matters.pairs import Numbers

PRECISION = 0.95


@dataclass(frozen=True, slots=True)
class PairFigures:
    """Of pairs in the order of their scores, the surest first."""

    pairs: int
    same: int
    best_f1: float
    recall: float  # at pair precision >= 0.95, the most that any threshold gives
    threshold: float  # where that is reached; 1 where it never is

    @classmethod
    def of(cls, scores: Doubles, same: Bools) -> Self:
        """Measure."""
        order = np.argsort(-scores, kind="stable")
        hits = np.cumsum(same[order])
        precision, recall = hits / np.arange(1, len(order) + 1), hits / max(int(same.sum()), 1)
        f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
        enough = np.flatnonzero(precision >= PRECISION)
        last = int(enough[-1]) if len(enough) else -1
        reached = (float(recall[last]), float(scores[order[last]])) if last >= 0 else (0.0, 1.0)
        return cls(len(order), int(same.sum()), float(f1.max(initial=0)), *reached)


def mean_average_precision(scores: Doubles, same: Bools, asked: Numbers) -> float:
    """Over the messages asked for: the mean of the precision at each message of the same issue. NaN where none has."""
    found = []
    for number in np.unique(asked):
        mine = asked == number
        ranked = same[mine][np.argsort(-scores[mine], kind="stable")]
        places = np.flatnonzero(ranked)
        if len(places):
            found.append(float(np.mean(np.arange(1, len(places) + 1) / (places + 1))))
    return float(np.mean(found)) if found else float("nan")


@dataclass(frozen=True, slots=True)
class PairCount:
    """Pairs that belong together against pairs that were put together."""

    together: int  # pairs that belong together
    found: int  # of those, put together
    wrong: int  # put together though they do not belong together

    @classmethod
    def of(cls, judged: Iterable[tuple[bool, bool]]) -> Self:
        """From, for each pair, whether it belongs together and whether it was put together."""
        counts = Counter(judged)
        missed, found, wrong = counts[True, False], counts[True, True], counts[False, True]
        return cls(found + missed, found, wrong)

    @property
    def precision(self) -> float:
        """Of the pairs put together, those that belong together; 1 where none was."""
        return self.found / (self.found + self.wrong) if self.found + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Of the pairs that belong together, those put together; 1 where there are none."""
        return self.found / self.together if self.together else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        whole = self.precision + self.recall
        return 2 * self.precision * self.recall / whole if whole else 0.0

    def as_json(self) -> dict[str, float | int]:
        """As JSON takes it."""
        return {
            "pairs_together": self.together,
            "pairs_found": self.found,
            "pairs_wrong": self.wrong,
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "f1": round(self.f1, 4),
        }

    def render(self) -> str:
        """As part of a line."""
        return (
            f"pair precision {self.precision:.3f}, recall {self.recall:.3f}, F1 {self.f1:.3f}"
            f" ({self.found}/{self.together} found, {self.wrong} wrong)"
        )


def v_measure(given: Sequence[Hashable], true: Sequence[Hashable]) -> float:
    """Whether groups hold one true group each and each true group is in one (Rosenberg and Hirschberg, 2007)."""
    if not given:
        return 1.0
    both = _entropy(list(zip(given, true, strict=True)))
    of_given, of_true = _entropy(given), _entropy(true)
    homogeneity = 1 - (both - of_given) / of_true if of_true else 1.0
    completeness = 1 - (both - of_true) / of_given if of_given else 1.0
    whole = homogeneity + completeness
    return 2 * homogeneity * completeness / whole if whole > 0 else 0.0


def _entropy(groups: Sequence[Hashable]) -> float:
    shares = [size / len(groups) for size in Counter(groups).values()]
    return -sum(share * log(share) for share in shares)
