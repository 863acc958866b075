"""Petitions as they arrive, one after the other: which mass issue each is told to belong to, by text alone.

As the register does it while no clerk decides anything, by the same rule of `rulebook.mass_issue`.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from service.matters.candidates import Register
from service.matters.statement import Prepared
from service.reading.marks import Mark
from service.rulebook.mass_issue import Membership, place
from service.rulebook.vocabulary import Suspicion

Compare = Callable[[int, int], float]  # the probability that both are about one matter, by their numbers


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
    memberships = [
        Membership(match, groups[match], Suspicion.SUSPECTED, Suspicion.SUSPECTED)
        for match in matches
        if sizes[groups[match]] > 1
    ]
    placement = place(number, matches, memberships)
    group = min((*placement.brought, number)) if placement.issue_id is None else placement.issue_id
    groups.append(group)
    for brought in placement.brought:
        groups[brought] = group
    groups[:] = [group if each in placement.united else each for each in groups]


def reached(names: Sequence[str | None], arrivals: Arrivals) -> tuple[int, int]:
    """How many come after another of the same name, and how many of those have one of it among their candidates."""
    later = [number for number, name in enumerate(names) if name and name in names[:number]]
    found = [number for number in later if names[number] in {names[other] for other in arrivals.candidates[number]}]
    return len(later), len(found)


def marks_of(prepared: Prepared) -> tuple[Mark, ...]:
    """The marks of a prepared statement, as the register would hold them."""
    held = prepared.marks.nonzero()[0]
    keys, weights = prepared.keys[held].astype("int32"), prepared.marks[held].round(3)
    return tuple(map(Mark, keys.tolist(), weights.tolist()))
