"""What a petitioner wants and which way it must be handled (条例 29, 30, 31): pure decisions from evidence."""

from collections.abc import Mapping, Sequence

from service.rulebook.evidence import Evidence
from service.rulebook.jurisdiction import Finding, Reason
from service.rulebook.rules import AnswerRule, Rules, Subject
from service.rulebook.vocabulary import Purpose, Route
from service.rulebook.weighing import Beside, beside, finding, probabilities, ranked, reasons_for, speaking, totals

# Before a word is read: thanks and applications are rare, accusations less common than questions
PRIOR = {Purpose.ACCUSATION: -0.4, Purpose.OTHER: -2.0}
START = {purpose.value: PRIOR.get(purpose, 0.0) for purpose in Purpose}
PURPOSE_SHARPNESS = 1.3
ROUTE_SHARPNESS = 1.5
# Beside a second voice: what the rules' scores and the voice's log-chances weigh. By cross-validation on some 900 cases
# that no rule was tuned on; all near these do as well. They take the place of the sharpness.
PURPOSE_BESIDE = Beside(rules=0.4, voice=0.8)
ROUTE_BESIDE = Beside(rules=0.3, voice=0.8)
PURPOSE_VOICE, ROUTE_VOICE = "model:purpose", "model:route"
VOICE_BECAUSE = "文本模型听取全文"
VOICE_ARTICLE = "信访工作条例 41(1)"
SUBJECT_WEIGHT = 2.0  # what the kind of matter says about the route, at full strength
YIELDS = 0.3  # what is left of a general subject's weight
ELSEWHERE = 0.25  # of a subject's strength where its class is not the one found


def decide_purpose(
    heard: Sequence[AnswerRule], evidence: Evidence, threshold: float, voice: Mapping[str, float] | None = None
) -> Finding:
    """The purpose; an appeal where nothing speaks for another, since none is refused for its form (条例 31, 44).

    `heard` are the rules of purpose that speak here, `voice` is what a text model hears: the logarithm of the chance of
    each purpose that it knows.
    """
    scores = totals(heard, START)
    candidates = ranked(beside(scores, voice, PURPOSE_BESIDE, otherwise=PURPOSE_SHARPNESS))
    best = candidates[0].code
    reasons = (*reasons_for(best, heard, evidence), *_voiced(best, voice, PURPOSE_VOICE))
    return finding(candidates, reasons, threshold)


def suspicion(heard: Sequence[AnswerRule]) -> float:
    """The weight of all that speaks for an accusation, whatever speaks against it: cause for care, no finding."""
    return sum(rule.weight for rule in heard if rule.answer == Purpose.ACCUSATION)


def accusation_chance(purpose: Finding, heard: Sequence[AnswerRule]) -> float:
    """How likely the petition is an accusation, by the purpose decided or by the rules alone, whichever is more.

    A second voice may add to the care for the accused and never takes from it (条例 30(3)).
    """
    alone = probabilities(totals(heard, START), PURPOSE_SHARPNESS)
    return max(alone[Purpose.ACCUSATION], purpose.chances.get(Purpose.ACCUSATION, 0.0))


def decide_route(
    evidence: Evidence,
    subjects: Mapping[Subject, float],
    rules: Rules,
    threshold: float,
    voice: Mapping[str, float] | None = None,
) -> Finding:
    """The route: the rules of purpose and wording on top of the way each subject normally goes, and a voice's word."""
    heard = speaking(rules.routes, evidence)
    start = {route.value: 0.0 for route in Route}
    weights = {subject: share * (YIELDS if subject.general else 1.0) for subject, share in subjects.items()}
    whole = sum(weights.values()) or 1.0
    for subject, weight in weights.items():
        start[subject.route] += SUBJECT_WEIGHT * weight / whole
    candidates = ranked(beside(totals(heard, start), voice, ROUTE_BESIDE, otherwise=ROUTE_SHARPNESS))
    best = candidates[0].code
    reasons = (*reasons_for(best, heard, evidence), *_voiced(best, voice, ROUTE_VOICE))
    return finding(candidates, reasons, threshold)


def _voiced(answer: str, voice: Mapping[str, float] | None, rule: str) -> tuple[Reason, ...]:
    """The voice's reason, where the answer is also its own."""
    agreed = voice and voice.get(answer) == max(voice.values())
    return (Reason(rule, VOICE_BECAUSE, VOICE_ARTICLE),) if agreed else ()


def shares(evidence: Evidence, classes: Mapping[str, float], rules: Rules) -> dict[Subject, float]:
    """How much of a petition each subject is: strength × fit with the class found, squared, summing to at most 1.

    Squared, because of two subjects that are both mentioned rarely both are meant.
    """
    found = [
        (rules.subjects[sign], strength) for sign, strength in evidence.strengths.items() if sign in rules.subjects
    ]
    weighed = {
        subject: strength * (ELSEWHERE + classes.get(subject.content_class[:2] + "0000", 0.0))
        for subject, strength in found
    }
    whole = sum(weight**2 for weight in weighed.values())
    if not whole:
        return {}
    strongest = max(evidence.strength(subject.id) for subject in weighed)
    return {subject: min(1.0, strongest) * weight**2 / whole for subject, weight in weighed.items()}
