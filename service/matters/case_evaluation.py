"""Measures repeats and mass issues on whole written cases: one person, one matter; many people, one matter."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from service.matters.arrival import arrive, marks_of, reached
from service.matters.figures import PairCount, v_measure
from service.matters.likeness import REPEAT, SAME_ISSUE, Likeness
from service.matters.statement import Prepared, Statement

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class MatterCase:
    """A petition and what its annotator says of it; None where no other is named."""

    id: str
    statement: Statement
    petitioner: str  # same person, same reference: stands for the keyed hash
    repeat: str | None  # same petitioner, same matter
    near_miss: str | None  # looks alike, is not the same
    cluster: str | None  # many petitioners, one matter


@dataclass(frozen=True, slots=True)
class MatterEvaluation:
    """Repeats by one petitioner, near misses, groups of many petitioners. Pairs are named by their ids."""

    repeats: PairCount
    repeats_missed: tuple[str, ...]
    repeats_wrong: tuple[str, ...]
    near_misses: int
    near_misses_taken: tuple[str, ...]  # told to be one matter
    clusters: PairCount  # of pairs of different petitioners
    clusters_wrong: tuple[str, ...]
    v_measure: float  # of all cases, alone or in a cluster
    later: int  # cases of a cluster of which an earlier one is there
    candidates: int  # of those, cases with one of the cluster among the candidates

    def as_json(self) -> dict[str, Any]:
        """As JSON takes it."""
        repeats, clusters = self.repeats.as_json(), self.clusters.as_json()
        return {
            "repeats": {**repeats, "missed": list(self.repeats_missed), "wrong": list(self.repeats_wrong)},
            "near_misses": {"pairs": self.near_misses, "taken_for_one": list(self.near_misses_taken)},
            "clusters": {**clusters, "v_measure": round(self.v_measure, 4), "wrong": list(self.clusters_wrong)},
            "candidates": {"asked": self.later, "found": self.candidates},
        }

    def render(self) -> str:
        """As lines for a terminal."""
        taken, wrong = " ".join(self.near_misses_taken), " ".join(self.clusters_wrong)
        return "\n".join(
            (
                f"repeats      {self.repeats.render()} {' '.join(self.repeats_wrong)}",
                f"near misses  {len(self.near_misses_taken)} of {self.near_misses} pairs taken for one matter {taken}",
                f"mass issues  {self.clusters.render()}; V-measure {self.v_measure:.3f} {wrong}",
                f"             {self.candidates}/{self.later} later ones have an earlier one among the candidates",
            )
        )


def evaluate_matters(cases: Sequence[MatterCase], likeness: Likeness) -> MatterEvaluation:
    """Let the cases arrive in the order given; each is compared with those before it, as the register would."""
    prepared = [likeness.prepare(case.statement) for case in cases]
    matters = _matters(cases, prepared, likeness)
    marks = [marks_of(each) for each in prepared]
    arrivals = arrive(marks, lambda one, other: likeness.probability(prepared[one], prepared[other]), SAME_ISSUE)
    groups = arrivals.groups
    pairs = list(combinations(range(len(cases)), 2))
    own = [pair for pair in pairs if _same("petitioner", cases, pair)]
    foreign = [pair for pair in pairs if not _same("petitioner", cases, pair)]
    near = [pair for pair in pairs if _same("near_miss", cases, pair)]

    def repeated(pair: Pair) -> bool:
        return matters[pair[0]] == matters[pair[1]]

    def joined(pair: Pair) -> bool:
        return groups[pair[0]] == groups[pair[1]]

    later, found = reached([case.cluster for case in cases], arrivals)
    return MatterEvaluation(
        repeats=PairCount.of((_same("repeat", cases, pair), repeated(pair)) for pair in own),
        repeats_missed=_named(cases, (pair for pair in own if _same("repeat", cases, pair)), lambda p: not repeated(p)),
        repeats_wrong=_named(cases, (pair for pair in own if not _same("repeat", cases, pair)), repeated),
        near_misses=len(near),
        near_misses_taken=_named(cases, near, lambda p: repeated(p) if p in own else joined(p)),
        clusters=PairCount.of((_same("cluster", cases, pair), joined(pair)) for pair in foreign),
        clusters_wrong=_named(cases, (pair for pair in foreign if not _same("cluster", cases, pair)), joined),
        v_measure=v_measure(groups, [case.cluster or case.repeat or case.id for case in cases]),
        later=later,
        candidates=found,
    )


def _matters(cases: Sequence[MatterCase], prepared: Sequence[Prepared], likeness: Likeness) -> list[int]:
    """The matter of each case: that of the likest earlier petition of the same person, else one of its own."""
    matters: list[int] = []
    for number, case in enumerate(cases):
        earlier = [other for other in range(number) if cases[other].petitioner == case.petitioner]
        chances = [(likeness.probability(prepared[number], prepared[other]), other) for other in earlier]
        best, other = max(chances, default=(0.0, number))
        matters.append(matters[other] if best >= REPEAT else number)
    return matters


def _same(what: str, cases: Sequence[MatterCase], pair: Pair) -> bool:
    """Whether both name the same, and name any."""
    one, other = (getattr(cases[number], what) for number in pair)
    return one is not None and one == other


def _named(cases: Sequence[MatterCase], pairs: Iterable[Pair], told: Callable[[Pair], bool]) -> tuple[str, ...]:
    return tuple(f"{cases[one].id}-{cases[other].id}" for one, other in pairs if told((one, other)))
