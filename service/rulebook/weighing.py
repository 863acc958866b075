"""From rules that speak to ranked answers: weights add up, and a softmax turns them into confidence."""

from collections.abc import Iterable, Mapping, Sequence
from math import exp
from typing import NamedTuple

from service.rulebook.evidence import Evidence
from service.rulebook.jurisdiction import Candidate, Finding, Reason
from service.rulebook.rules import AnswerRule

MOST_CANDIDATES = 5
NEGLIGIBLE = 0.0005  # a chance that is told as 0
UNHEARD = -9.0  # the log-chance of an answer that a voice does not know


class Beside(NamedTuple):
    """What the rules' scores and a second voice's log-chances weigh against each other."""

    rules: float
    voice: float


def speaking(rules: Iterable[AnswerRule], evidence: Evidence) -> tuple[AnswerRule, ...]:
    """The rules whose condition the evidence meets."""
    known = evidence.known
    return tuple(rule for rule in rules if rule.when.met(known))


def totals(rules: Iterable[AnswerRule], start: Mapping[str, float] | None = None) -> dict[str, float]:
    """The summed weight of each answer, on top of what it starts with."""
    found = dict(start or {})
    for rule in rules:
        found[rule.answer] = found.get(rule.answer, 0.0) + rule.weight
    return found


def probabilities(scores: Mapping[str, float], sharpness: float = 1.0) -> dict[str, float]:
    """Scores as probabilities; the same scores give the same numbers in any order."""
    if not scores:
        return {}
    top = max(scores.values())
    raised = {answer: exp(sharpness * (score - top)) for answer, score in scores.items()}
    whole = sum(raised[answer] for answer in sorted(raised))
    return {answer: value / whole for answer, value in raised.items()}


def beside(
    scores: Mapping[str, float], voice: Mapping[str, float] | None, weights: Beside, *, otherwise: float
) -> dict[str, float]:
    """The rules' scores and the voice's log-chances added up, as probabilities.

    Where no voice was heard the rules speak alone, with the sharpness `otherwise`.
    """
    if not voice:
        return probabilities(scores, otherwise)
    return probabilities(
        {name: weights.rules * score + weights.voice * voice.get(name, UNHEARD) for name, score in scores.items()}
    )


def ranked(chances: Mapping[str, float]) -> tuple[Candidate, ...]:
    """The most probable answers, best first; equal ones in the order of their codes."""
    order = sorted((-chance, code) for code, chance in chances.items() if chance >= NEGLIGIBLE)
    return tuple(Candidate(code, round(-less, 4)) for less, code in order[:MOST_CANDIDATES])


def finding(candidates: Sequence[Candidate], reasons: Sequence[Reason], threshold: float) -> Finding:
    """The best candidate as the answer; open where nothing speaks or the confidence is below the threshold."""
    if not candidates:
        return Finding(None, 0.0, True, (), tuple(reasons))
    best = candidates[0]
    return Finding(best.code, best.probability, best.probability < threshold, tuple(candidates), tuple(reasons))


def reasons_for(answer: str, rules: Iterable[AnswerRule], evidence: Evidence) -> tuple[Reason, ...]:
    """The reasons of the rules that spoke for the answer, the weightiest first, at most three."""
    heard = sorted((rule for rule in rules if rule.answer == answer), key=lambda rule: (-rule.weight, rule.id))
    return tuple(Reason(rule.id, rule.because, rule.article, evidence.stand_on(rule.when.signs)) for rule in heard[:3])
