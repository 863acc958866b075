"""Which mass issue a petition is suspected to belong to: many petitioners, one matter (类案化解, domain §17). Pure.

The machine only groups what it suspects; whatever a clerk has decided on stays as decided.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.rulebook.vocabulary import Suspicion

BRIDGE = 2  # members of each issue that a petition must resemble before two issues are one: a single one may be chance
STANDING = (Suspicion.SUSPECTED, Suspicion.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Membership:
    """A petition's place in an issue: what is held of the place, and of the issue itself."""

    petition_id: int
    issue_id: int
    suspicion: Suspicion
    issue: Suspicion

    @property
    def standing(self) -> bool:
        """Whether the petition is in the issue, and the issue is one."""
        return self.suspicion in STANDING and self.issue in STANDING


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a petition goes: into an issue, or where that is None and it brings others, into a new one with them.

    `brought` are petitions that it resembles and that are in no issue yet: had they come later, they would have joined
    it. `united` are issues that are now taken for the same as `issue_id`.
    """

    issue_id: int | None = None
    brought: tuple[int, ...] = ()
    united: tuple[int, ...] = ()


def place(petition_id: int, matches: Mapping[int, float], memberships: Sequence[Membership]) -> Placement:
    """Where a petition belongs, by the petitions it resembles (probability that they are of one issue).

    `memberships` are those of the petition and of its matches. The petition stays where a clerk has confirmed it, never
    joins an issue again that a clerk has taken it out of, and opens none with members of one that a clerk dismissed.
    """
    standing = {one.petition_id: one for one in memberships if one.standing}
    barred = {one.issue_id for one in memberships if one.petition_id == petition_id and not one.standing}
    support = Counter(standing[match].issue_id for match in matches if match in standing)
    for issue in barred:
        support.pop(issue, None)
    own = standing.get(petition_id)
    if own is not None and (own.suspicion is Suspicion.CONFIRMED or support[own.issue_id]):
        target = own.issue_id
    elif support:
        target = max(support, key=lambda issue: (support[issue], -issue))
    else:
        return Placement(brought=_free(matches, memberships))
    settled = {one.issue_id for one in standing.values() if one.issue is Suspicion.CONFIRMED}
    into, united = _united(target, support, settled)
    return Placement(into, _free(matches, memberships), united)


def _free(matches: Mapping[int, float], memberships: Sequence[Membership]) -> tuple[int, ...]:
    """The matches in no issue, and neither taken out of one by a clerk nor dismissed with it."""
    taken = {one.petition_id for one in memberships}
    return tuple(sorted(match for match in matches if match not in taken))


def _united(target: int, support: Mapping[int, int], settled: set[int]) -> tuple[int, tuple[int, ...]]:
    """Issues that the petition bridges become one, the older; but never two on which a clerk has decided."""
    bridged = {issue for issue, count in support.items() if count >= BRIDGE}
    if target not in bridged:
        return target, ()
    firm = [issue for issue in (target, *sorted(bridged - {target})) if issue in settled]
    into = firm[0] if firm else min(bridged)
    return into, tuple(sorted(bridged - {into, *firm}))
