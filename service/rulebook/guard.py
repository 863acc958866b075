"""条例 30(3): what an accusation says never reaches the accused; this runs after every rule and none can undo it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from service.rulebook.jurisdiction import Candidate

RULE = "guard:accused"
ARTICLE = "信访工作条例 30(3)、46(5)"


@dataclass(frozen=True, slots=True)
class Ties:
    """How organs hang together: who stands under whom, and who took over from whom (条例 24(2))."""

    parents: Mapping[str, str] = field(default_factory=dict)
    successors: Mapping[str, str] = field(default_factory=dict)


def one_and_the_same(organs: Collection[str], ties: Ties) -> frozenset[str]:
    """The organs with all that came before and after them: people and files moved along, and so did the grudge."""
    return _closed(organs, [*ties.successors.items(), *((new, old) for old, new in ties.successors.items())])


def barred(accused: Collection[str], ties: Ties) -> frozenset[str]:
    """The accused organs and everything that stands below one of them, at any depth."""
    steps = [(above, organ) for organ, above in ties.parents.items()]
    for old, new in ties.successors.items():
        steps += [(old, new), (new, old)]
    return _closed(accused, steps)


def barring(organ: str, ties: Ties) -> frozenset[str]:
    """The organs whose accusation bars this one: itself, whoever is above it, and who any of them was or became."""
    steps = list(ties.parents.items())
    for old, new in ties.successors.items():
        steps += [(old, new), (new, old)]
    return _closed((organ,), steps)


def leading(accused: Collection[str], ties: Ties) -> frozenset[str]:
    """The organs that lead an accused one, at any height: they would judge their own people (条例 28(3), 30(3))."""
    own = one_and_the_same(accused, ties)
    return _closed(own, [*ties.parents.items(), *ties.successors.items()]) - own


def _closed(organs: Collection[str], steps: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The organs and all that these steps lead to from them; a circle ends it, as it must."""
    onward: dict[str, list[str]] = {}
    for start, end in steps:
        onward.setdefault(start, []).append(end)
    reached, waiting = set(organs), list(organs)
    while waiting:
        for end in onward.get(waiting.pop(), ()):
            if end not in reached:
                reached.add(end)
                waiting.append(end)
    return frozenset(reached)


def keep_from_accused(
    candidates: Sequence[Candidate],
    accused: Collection[str],
    ties: Ties,
    instead: Sequence[str],
    *,
    to_discipline: bool = False,
) -> tuple[Candidate, ...]:
    """The candidates without the accused and what is below them.

    `to_discipline` says that the petition is for the discipline organ (条例 22(2), 30(1)): then those who lead an
    accused organ are kept out too, except the receivers that the law names, `instead`. In any other matter the leading
    organ is the one to ask (条例 35) and stays.

    Where nothing is left, or the best was barred, the first of `instead` (discipline organ, then the superior) that is
    not itself barred takes the place and the weight of those that fell.
    """
    if not accused:
        return tuple(candidates)
    out = barred(accused, ties)
    if to_discipline:
        out |= leading(accused, ties) - set(instead)
    kept = [each for each in candidates if each.code not in out]
    fallen = sum(each.probability for each in candidates if each.code in out)
    if kept and not fallen:
        return tuple(kept)
    receiver = next((code for code in instead if code not in out), None)
    if receiver is None:
        return tuple(kept)
    weights = {each.code: each.probability for each in kept}
    weights[receiver] = min(1.0, weights.get(receiver, 0.0) + (fallen if weights else 1.0))
    order = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0] != receiver, pair[0]))
    return tuple(Candidate(code, weight) for code, weight in order)
