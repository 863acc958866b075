"""Pairs of messages with their traits, and what a line says of pairs of issues that it has not seen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from service.matters.line import Bools, Doubles, Line
from service.matters.messages import Message
from service.matters.statement import Prepared
from service.matters.traits import Traits, traits

Progress = Callable[[str], None]
Numbers = NDArray[np.intp]

_MARKS = Traits._fields.index("marks")
_EVERY = 10


@dataclass(frozen=True, slots=True)
class Pairs:
    """Each message of an issue against each other message: all arrays are one entry a pair."""

    asked: Numbers  # the message of the issue
    beside: Numbers  # the other
    traits: Doubles
    issue: NDArray[np.str_]  # of `asked`
    other_issue: NDArray[np.str_]  # of `beside`; empty where the gold file names none

    @property
    def same(self) -> Bools:
        """Whether both are about one issue."""
        same: Bools = self.issue == self.other_issue
        return same

    @property
    def once(self) -> Bools:
        """Every pair once: two messages of issues are asked for in turn."""
        once: Bools = (self.other_issue == "") | (self.asked < self.beside)
        return once

    @property
    def issues(self) -> list[str]:
        """Their names, in order."""
        return [str(issue) for issue in np.unique(self.issue)]

    def beside_others(self, others: Self) -> Self:
        """These and others, of other petitions and other issues."""
        after = int(max(self.asked.max(initial=0), self.beside.max(initial=0))) + 1
        return type(self)(
            np.concatenate((self.asked, others.asked + after)),
            np.concatenate((self.beside, others.beside + after)),
            np.concatenate((self.traits, others.traits)),
            np.concatenate((self.issue, others.issue)),
            np.concatenate((self.other_issue, others.other_issue)),
        )


def all_pairs(messages: Sequence[Message], prepared: Sequence[Prepared], progress: Progress) -> Pairs:
    """Compare each message of an issue with all others."""
    issues = np.array([message.issue for message in messages])
    known = np.flatnonzero(issues != "").tolist()
    asked, beside, found = [], [], []
    for done, number in enumerate(known):
        progress(f"message {done + 1} of {len(known)}")
        for other in range(len(messages)):
            if other != number:
                asked.append(number)
                beside.append(other)
                found.append(traits(prepared[number], prepared[other]))
    ours, theirs = np.array(asked), np.array(beside)
    return Pairs(ours, theirs, np.array(found, dtype=np.float64), issues[ours], issues[theirs])


def fit_line(pairs: Pairs, chosen: Bools | None = None) -> Line:
    """Learn from the chosen pairs: those that share a mark, which the register would compare, and a tenth of the rest.

    An issue of n messages has n² pairs: each weighs as the inverse root of their number, so that neither the largest
    issue decides alone nor the smallest by two letters.
    """
    used = (pairs.traits[:, _MARKS] > 0) | (np.arange(len(pairs.asked)) % _EVERY == 0)
    if chosen is not None:
        used &= chosen
    same = pairs.same[used]
    weights = np.ones(len(same))
    _, issue, counts = np.unique(pairs.issue[used][same], return_inverse=True, return_counts=True)
    weights[same] = (counts**-0.5)[issue]
    weights[same] *= same.sum() / max(float(weights[same].sum()), 1e-9)
    return Line.fit(pairs.traits[used], same, weights)


def lines_without(pairs: Pairs) -> list[Line]:
    """For each issue, in the order of their names, a line fitted without any pair of it, on either side."""
    return [fit_line(pairs, (pairs.issue != issue) & (pairs.other_issue != issue)) for issue in pairs.issues]


def unseen_odds(pairs: Pairs, lines: Mapping[str, Line]) -> Doubles:
    """What the line that has not seen the issue asked for says of each pair."""
    odds = np.zeros(len(pairs.asked))
    for issue, line in lines.items():
        asked = pairs.issue == issue
        odds[asked] = line.odds_of_all(pairs.traits[asked])
    return odds
