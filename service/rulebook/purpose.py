"""What a petitioner wants and which way it must be handled (条例 29, 30, 31): pure decisions from evidence."""

from collections.abc import Mapping

from service.rulebook.evidence import Evidence
from service.rulebook.jurisdiction import Finding, Reason
from service.rulebook.rules import Rules, Subject
from service.rulebook.vocabulary import Purpose, Route
from service.rulebook.weighing import finding, probabilities, ranked, reasons_for, speaking, totals

# Before a word is read: thanks and applications are rare, accusations less common than questions
PRIOR = {Purpose.ACCUSATION: -0.4, Purpose.OTHER: -2.0}
PURPOSE_SHARPNESS = 1.3
ROUTE_SHARPNESS = 1.5
# What the second voice adds, by cross-validation on cases it never saw; it takes much for a question, and is told so
VOICE_WEIGHT = 0.54
VOICE_DOUBTS = {Purpose.INQUIRY: 1.5, Purpose.ACCUSATION: -0.7}
VOICE_RULE = "model:purpose"
VOICE_ARTICLE = "信访工作条例 41(1)"
SUBJECT_WEIGHT = 2.0  # what the kind of matter says about the route, at full strength
YIELDS = 0.3  # what is left of a general subject's weight
ELSEWHERE = 0.25  # of a subject's strength where its class is not the one found


def decide_purpose(
    evidence: Evidence, rules: Rules, threshold: float, voice: Mapping[str, float] | None = None
) -> Finding:
    """The purpose; an appeal where nothing speaks for another, since none is refused for its form (条例 31, 44).

    `voice` is what a text model hears: for each purpose it knows, how much likelier than an appeal, as a logarithm.
    """
    heard = speaking(rules.purposes, evidence)
    start = {purpose.value: PRIOR.get(purpose, 0.0) for purpose in Purpose}
    told = {rule.answer for rule in heard}
    for purpose, lean in (voice or {}).items():
        if purpose != Purpose.ACCUSATION or purpose in told:  # a tone alone accuses nobody
            start[purpose] += VOICE_WEIGHT * lean - VOICE_DOUBTS.get(Purpose(purpose), 0.0)
    candidates = ranked(probabilities(totals(heard, start), PURPOSE_SHARPNESS))
    best = candidates[0].code
    reasons = reasons_for(best, heard, evidence)
    if voice and best in voice:
        reasons = (*reasons, Reason(VOICE_RULE, "文本模型听取全文语气", VOICE_ARTICLE))
    return finding(candidates, reasons, threshold)


def suspicion(evidence: Evidence, rules: Rules) -> float:
    """The weight of all that speaks for an accusation, whatever speaks against it: cause for care, no finding."""
    return sum(rule.weight for rule in speaking(rules.purposes, evidence) if rule.answer == Purpose.ACCUSATION)


def decide_route(evidence: Evidence, subjects: Mapping[Subject, float], rules: Rules, threshold: float) -> Finding:
    """The route: the rules of purpose and wording on top of the way each subject normally goes."""
    heard = speaking(rules.routes, evidence)
    start = {route.value: 0.0 for route in Route}
    weights = {subject: share * (YIELDS if subject.general else 1.0) for subject, share in subjects.items()}
    whole = sum(weights.values()) or 1.0
    for subject, weight in weights.items():
        start[subject.route] += SUBJECT_WEIGHT * weight / whole
    candidates = ranked(probabilities(totals(heard, start), ROUTE_SHARPNESS))
    best = candidates[0].code
    return finding(candidates, reasons_for(best, heard, evidence), threshold)


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
