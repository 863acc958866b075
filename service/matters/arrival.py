"""Petitions as they arrive, one after the other: which mass issue each is told to belong to, by text alone.

As the register does it while no clerk decides anything: a petition joins the issue that most of its matches are in, and
two issues become one when it matches two members of each.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from service.matters.candidates import Register
from service.matters.statement import Prepared
from service.reading.marks import Mark

Compare = Callable[[int, int], float]  # the probability that both are about one matter, by their numbers

_BRIDGE = 2


@dataclass(frozen=True, slots=True)
class Arrivals:
    """For each petition, in the order of arrival, its group and the candidates it was compared with."""

    groups: tuple[int, ...]
    candidates: tuple[tuple[int, ...], ...]


def arrive(marks: Sequence[Sequence[Mark]], compare: Compare, threshold: float) -> Arrivals:
    """Let them arrive; whoever matches nobody is a group of one."""
    register = Register()
    groups: list[int] = []
    candidates: list[tuple[int, ...]] = []
    for number, found in enumerate(marks):
        candidates.append(tuple(register.candidates(found)))
        chances = {other: compare(number, other) for other in candidates[-1]}
        _place(number, {other: chance for other, chance in chances.items() if chance >= threshold}, groups)
        register.enter(number, found)
    return Arrivals(tuple(groups), tuple(candidates))


def _place(number: int, matches: dict[int, float], groups: list[int]) -> None:
    sizes = Counter(groups)
    support = Counter(groups[match] for match in matches if sizes[groups[match]] > 1)
    if support:
        target = max(support, key=lambda group: (support[group], -group))
    else:
        target = groups[max(matches, key=lambda match: (matches[match], -match))] if matches else number
    groups.append(target)
    if support[target] >= _BRIDGE:
        united = {group for group, count in support.items() if count >= _BRIDGE}
        groups[:] = [target if group in united else group for group in groups]


def marks_of(prepared: Prepared) -> tuple[Mark, ...]:
    """The marks of a prepared statement, as the register would hold them."""
    held = prepared.marks.nonzero()[0]
    keys, weights = prepared.keys[held].astype("int32"), prepared.marks[held].round(3)
    return tuple(map(Mark, keys.tolist(), weights.tolist()))
