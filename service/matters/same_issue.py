"""`xinfang evaluate` for messages with a gold file: are those about one issue found, and nothing else?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from service.matters.figures import PairCount, PairFigures, mean_average_precision
from service.matters.line import Bools, Doubles, probability
from service.matters.pairs import Pairs


@dataclass(frozen=True, slots=True)
class IssueFigures:
    """Of one issue."""

    messages: int
    mean_average_precision: float
    recall: float  # of its pairs at the threshold of all

    def as_json(self) -> dict[str, float | int]:
        """As JSON takes it."""
        return {
            "messages": self.messages,
            "mean_average_precision": round(self.mean_average_precision, 4),
            "recall_at_threshold": round(self.recall, 4),
        }


@dataclass(frozen=True, slots=True)
class RankingFigures:
    """Each message of an issue against every other message."""

    macro_map: float
    pairs: PairFigures
    issues: Mapping[str, IssueFigures]

    def as_json(self, named: bool = False) -> dict[str, Any]:
        """As JSON takes it; issues by name only where asked."""
        whole = {
            "macro_map": round(self.macro_map, 4),
            "pairs": self.pairs.pairs,
            "pairs_same_issue": self.pairs.same,
            "best_pair_f1": round(self.pairs.best_f1, 4),
            "recall_at_pair_precision_0.95": round(self.pairs.recall, 4),
            "probability_there": round(self.pairs.threshold, 4),
        }
        return {**whole, "issues": {name: one.as_json() for name, one in self.issues.items()}} if named else whole


def measure_pairs(pairs: Pairs, odds: Doubles) -> RankingFigures:
    """From the log-odds of every pair. A pair of two issues' messages counts once for pairs, twice for ranking."""
    chances = np.array([probability(each) for each in odds.tolist()])
    same = pairs.same
    figures = PairFigures.of(chances[pairs.once], same[pairs.once])
    issues = {}
    for issue in np.unique(pairs.issue).tolist():
        mine = pairs.issue == issue
        issues[issue] = IssueFigures(
            messages=len(np.unique(pairs.asked[mine])),
            mean_average_precision=mean_average_precision(odds[mine], same[mine], pairs.asked[mine]),
            recall=_recall(chances[mine], same[mine], figures.threshold),
        )
    means = [one.mean_average_precision for one in issues.values() if one.messages > 1]
    return RankingFigures(float(np.mean(means)) if means else 0.0, figures, issues)


def _recall(chances: Doubles, same: Bools, threshold: float) -> float:
    return float((chances[same] >= threshold).mean()) if same.any() else 1.0


@dataclass(frozen=True, slots=True)
class ArrivalFigures:
    """The messages in the order of time, each looked up by its marks and compared with its candidates."""

    later: int  # messages of an issue of which an earlier one is there
    candidates: int  # of those, messages with one of the issue among the candidates
    groups: PairCount  # of pairs with a message of an issue: what is not in the gold file was not judged
    v_measure: float  # of the messages of issues
    joined_wrongly: tuple[str, ...]  # messages outside an issue that were put into a group with one of it


@dataclass(frozen=True, slots=True)
class SameIssueEvaluation:
    """The figures and how they came about."""

    how: str
    data_sha256: str
    messages: int
    threshold: float
    ranking: RankingFigures
    precision_there: float  # of pairs, at the threshold in use
    recall_there: float
    arrival: ArrivalFigures

    def as_json(self) -> dict[str, Any]:
        """As JSON takes it."""
        arrival = self.arrival
        return {
            "how": self.how,
            "data_sha256": self.data_sha256,
            "messages": self.messages,
            "ranking": self.ranking.as_json(named=True),
            "threshold": self.threshold,
            "pair_precision_at_threshold": round(self.precision_there, 4),
            "pair_recall_at_threshold": round(self.recall_there, 4),
            "candidates": {"asked": arrival.later, "found": arrival.candidates},
            "clusters": {
                **arrival.groups.as_json(),
                "v_measure": round(arrival.v_measure, 4),
                "joined_wrongly": list(arrival.joined_wrongly),
            },
        }

    def render(self) -> str:
        """As a page of text."""
        ranking, pairs, arrival = self.ranking, self.ranking.pairs, self.arrival
        lines = [
            self.how,
            f"{self.messages} messages, {len(ranking.issues)} issues,"
            f" {pairs.pairs} pairs of which {pairs.same} are of one issue",
            f"macro-MAP over the issues          {ranking.macro_map:.4f}",
            f"best pair F1                       {pairs.best_f1:.4f}",
            f"recall at pair precision >= 0.95   {pairs.recall:.4f} (probability {pairs.threshold:.3f})",
            f"at the threshold in use, {self.threshold:<9.2f} precision {self.precision_there:.4f},"
            f" recall {self.recall_there:.4f}",
            f"found by marks                     {arrival.candidates}/{arrival.later} later messages have one of"
            " their issue among the candidates",
            f"groups as they arrive              {arrival.groups.render()}; V-measure {arrival.v_measure:.3f};"
            f" {len(arrival.joined_wrongly)} messages of no issue joined",
            f"{'issue':<34}{'messages':>9}{'MAP':>8}{'recall':>8}",
        ]
        lines += [
            f"{name:<34}{one.messages:>9}{one.mean_average_precision:>8.3f}{one.recall:>8.3f}"
            for name, one in ranking.issues.items()
        ]
        return "\n".join(lines)


def precision_and_recall(chances: Doubles, same: Bools, threshold: float) -> tuple[float, float]:
    """Of pairs at a threshold; 1 where nothing was asked."""
    taken = chances >= threshold
    right = int((taken & same).sum())
    return right / max(int(taken.sum()), 1), right / max(int(same.sum()), 1)


def joined_wrongly(given: Sequence[int], issues: Sequence[str], ids: Sequence[str]) -> tuple[str, ...]:
    """Messages of no issue that share a group with a message of one."""
    named = {group for group, issue in zip(given, issues, strict=True) if issue}
    return tuple(one for one, group, issue in zip(ids, given, issues, strict=True) if not issue and group in named)
