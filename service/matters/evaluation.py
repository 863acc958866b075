"""Measures likeness on messages with a gold file: always on issues that its coefficients have not seen."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np

from service.matters.arrival import arrive, marks_of, reached
from service.matters.figures import PairCount, v_measure
from service.matters.likeness import SAME_ISSUE, Likeness
from service.matters.line import Doubles, probability
from service.matters.messages import Message, read_messages
from service.matters.pairs import Pairs, Progress, all_pairs, unseen_odds
from service.matters.same_issue import (
    ArrivalFigures,
    SameIssueEvaluation,
    joined_wrongly,
    measure_pairs,
    precision_and_recall,
)
from service.matters.statement import Prepared, Statement
from service.reading.message_files import digest


def evaluate(
    messages: Path, gold: Path, likeness: Likeness, progress: Progress = lambda _: None
) -> SameIssueEvaluation:
    """Measure. On the very messages that the coefficients were fitted on, those fitted without the issue judge."""
    found = read_messages(messages, gold)
    prepared = [likeness.prepare(Statement(message.title, message.body)) for message in found]
    pairs = all_pairs(found, prepared, progress)
    data = digest(messages, gold)
    learnt = likeness.learnt_from
    fitted_on = learnt is not None and learnt.data_sha256 == data
    lines = learnt.without_each if learnt and fitted_on else [likeness.line] * len(pairs.issues)
    odds = unseen_odds(pairs, dict(zip(pairs.issues, lines, strict=True)))
    chances = np.array([probability(each) for each in odds.tolist()])
    progress("arrivals")
    at_threshold = precision_and_recall(chances[pairs.once], pairs.same[pairs.once], SAME_ISSUE)
    return SameIssueEvaluation(
        how=_LEFT_OUT if fitted_on else _AS_SHIPPED,
        data_sha256=data,
        messages=len(found),
        threshold=SAME_ISSUE,
        ranking=measure_pairs(pairs, odds),
        precision_there=at_threshold[0],
        recall_there=at_threshold[1],
        arrival=_arrival(found, prepared, likeness, _by_pair(pairs, chances)),
    )


_LEFT_OUT = (
    "These are the messages that the coefficients were fitted on. Every figure is of coefficients fitted without the"
    " issue asked for; counts and topics come from other messages."
)
_AS_SHIPPED = "The model as it is: it has not seen these issues."


def _by_pair(pairs: Pairs, chances: Doubles) -> dict[tuple[int, int], float]:
    numbers = zip(pairs.asked.tolist(), pairs.beside.tolist(), strict=True)
    return dict(zip(numbers, chances.tolist(), strict=True))


def _arrival(
    messages: Sequence[Message], prepared: Sequence[Prepared], likeness: Likeness, said: Mapping[tuple[int, int], float]
) -> ArrivalFigures:
    """Let the messages arrive; a pair of an issue is judged as in the ranking, any other by the model as it is."""

    def compare(one: int, other: int) -> float:
        known = said.get((one, other), said.get((other, one)))
        return likeness.probability(prepared[one], prepared[other]) if known is None else known

    arrivals = arrive([marks_of(each) for each in prepared], compare, SAME_ISSUE)
    issues = [message.issue for message in messages]
    known = [number for number, issue in enumerate(issues) if issue]
    judged = ((issues[i] == issues[j], arrivals.groups[i] == arrivals.groups[j]) for i, j in _with_an_issue(issues))
    later, found = reached(issues, arrivals)
    return ArrivalFigures(
        later=later,
        candidates=found,
        groups=PairCount.of(judged),
        v_measure=v_measure([arrivals.groups[number] for number in known], [issues[number] for number in known]),
        joined_wrongly=joined_wrongly(arrivals.groups, issues, [message.id for message in messages]),
    )


def _with_an_issue(issues: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Every pair of which at least one has an issue."""
    return ((i, j) for i, j in combinations(range(len(issues)), 2) if issues[i] or issues[j])
