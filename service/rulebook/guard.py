"""条例 30(3): what an accusation says never reaches the accused; this runs after every rule and none can undo it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from service.rulebook.jurisdiction import Candidate

ARTICLE = "信访工作条例 30(3)、46(5)"


@dataclass(frozen=True, slots=True)
class Ties:
    """How organs hang together: who stands under whom, and who took over from whom (条例 24(2))."""

    parents: Mapping[str, str] = field(default_factory=dict)
    successors: Mapping[str, str] = field(default_factory=dict)


def barred(accused: Iterable[str], ties: Ties) -> frozenset[str]:
    """The accused organs and everything that stands below one of them, at any depth.

    A predecessor and its successor are one: the people, the files and the grudges moved along.
    """
    out = set(accused)
    before = -1
    while before != len(out):
        before = len(out)
        for old, new in ties.successors.items():
            if old in out or new in out:
                out.update((old, new))
        out.update(organ for organ, above in ties.parents.items() if above in out)
    return frozenset(out)


def keep_from_accused(
    candidates: Sequence[Candidate],
    accused: Collection[str],
    ties: Ties,
    instead: Sequence[str],
) -> tuple[Candidate, ...]:
    """The candidates without the accused and what is below them.

    Where nothing is left, or the best was barred, the first of `instead` (discipline organ, then the superior) that is
    not itself barred takes the place and the weight of those that fell.
    """
    if not accused:
        return tuple(candidates)
    out = barred(accused, ties)
    kept = [each for each in candidates if each.code not in out]
    fallen = sum(each.probability for each in candidates if each.code in out)
    if kept and not fallen:
        return tuple(kept)
    successor = next((code for code in instead if code not in out), None)
    if successor is None:
        return tuple(kept)
    weights = {each.code: each.probability for each in kept}
    weights[successor] = min(1.0, weights.get(successor, 0.0) + (fallen if weights else 1.0))
    order = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0] != successor, pair[0]))
    return tuple(Candidate(code, weight) for code, weight in order)
