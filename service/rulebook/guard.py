"""条例 30(3): what an accusation says never reaches the accused; this runs after every rule and none can undo it."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from service.rulebook.jurisdiction import Candidate

ARTICLE = "信访工作条例 30(3)、46(5)"


def barred(accused: Iterable[str], parents: Mapping[str, str]) -> frozenset[str]:
    """The accused organs and everything that stands below one of them, at any depth."""
    named = frozenset(accused)
    return named | frozenset(organ for organ in parents if _under(organ, named, parents))


def keep_from_accused(
    candidates: Sequence[Candidate],
    accused: Collection[str],
    parents: Mapping[str, str],
    instead: Sequence[str],
) -> tuple[Candidate, ...]:
    """The candidates without the accused and what is below them.

    Where nothing is left, or the best was barred, the first of `instead` (discipline organ, then the superior) that is
    not itself barred takes the place and the weight of those that fell.
    """
    if not accused:
        return tuple(candidates)
    out = barred(accused, parents)
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


def _under(organ: str, named: Collection[str], parents: Mapping[str, str]) -> bool:
    seen: set[str] = set()
    above = parents.get(organ)
    while above is not None and above not in seen:
        if above in named:
            return True
        seen.add(above)
        above = parents.get(above)
    return False
