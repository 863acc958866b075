"""Which content class: a text model's probabilities and the lexicon's subjects, weighed together (domain §14).

A model knows only the classes it was trained on; the subjects speak for all seventeen.
"""

from collections.abc import Mapping, Sequence
from math import log, log1p

from service.rulebook.confidence import LEAST, Trust
from service.rulebook.evidence import Evidence
from service.rulebook.finer_class import Finer, Support, finest
from service.rulebook.jurisdiction import Candidate, Finding, Reason
from service.rulebook.rules import Rules, Subject
from service.rulebook.vocabulary import Purpose
from service.rulebook.weighing import finding, probabilities, ranked

MODEL_WEIGHT = 0.55
# What a class that the model never saw is given in place of a probability: a tenth, since on unread petitions the model
# is as sure of a wrong class as of a right one where the true class is none that it knows. Chosen with 300 real and 120
# invented cases: 0.05 to 0.2 do alike, 0.02 is seven in a hundred worse on the invented ones.
UNKNOWN = 0.1
SUBJECT_WEIGHT = 1.7
SHARPNESS = 1.5
DISCIPLINE = "090000"
ACCUSATION_WEIGHT = 3.0  # an accusation is 纪检监察 whatever field it comes from (domain §14)
DOUBTFUL = 0.2  # below this chance of an accusation nothing is added
OTHER = "990000"
OTHER_WEIGHT = -0.6  # 其他 is for what fits nowhere
WORD_WEIGHT = 0.3  # what the words of the list say for a class that the model never saw, against a subject
MODEL_RULE, WORDS_RULE = "model:content_class", "words:content_class"
ARTICLE = "信访工作条例 41(1)"


def class_chances(
    model: Sequence[Candidate], evidence: Evidence, rules: Rules, purposes: Mapping[str, float], words: Support
) -> dict[str, float]:
    """The probability of each level-1 class."""
    learnt = {each.code[:2] + "0000": each.probability for each in model}
    said: dict[str, float] = {}
    for sign, strength in evidence.strengths.items():
        if sign in rules.subjects:
            code = level1(rules.subjects[sign])
            said[code] = said.get(code, 0.0) + strength
    for finer, strength in words.strengths.items():
        code = finer[:2] + "0000"
        if code not in learnt:
            said[code] = said.get(code, 0.0) + WORD_WEIGHT * strength
    scores = {
        code: MODEL_WEIGHT * log(UNKNOWN + learnt.get(code, 0.0)) + SUBJECT_WEIGHT * log1p(said.get(code, 0.0))
        for code in rules.defaults
    }
    accusation = purposes.get(Purpose.ACCUSATION, 0.0)
    scores[DISCIPLINE] = scores.get(DISCIPLINE, 0.0) + ACCUSATION_WEIGHT * max(0.0, accusation - DOUBTFUL)
    scores[OTHER] = scores.get(OTHER, 0.0) + OTHER_WEIGHT
    return probabilities(scores, SHARPNESS)


def decide_class(
    chances: Mapping[str, float], evidence: Evidence, rules: Rules, words: Support, trust: Trust
) -> Finding:
    """The class, as fine as the words are clear and no finer than its confidence allows.

    The confidence is that of the digits given. What is left of the level-1 class stands among the candidates under its
    own code, so that the candidates of one class add up to its probability.
    """
    top = ranked(chances)[0]
    sure = trust.calibration.chance(top.probability)
    subjects = [rules.subjects[sign] for sign in evidence.strengths if sign in rules.subjects]
    chosen = Finer(top.code, 1.0)
    for finer in finest(top.code, words, subjects, evidence):
        if sure * finer.share >= trust.threshold:
            chosen = finer
    rest = (1 - sure) / max(1 - chances[top.code], LEAST)
    shares = {code: min(sure, chance * rest) for code, chance in chances.items()}
    shares[top.code] = sure * (1 - chosen.share)
    shares[chosen.code] = sure * chosen.share
    order = sorted(ranked(shares), key=lambda one: one.code != chosen.code)
    return finding(order, _reasons(chosen.code, subjects, evidence, words), trust.threshold)


def _reasons(code: str, subjects: Sequence[Subject], evidence: Evidence, words: Support) -> list[Reason]:
    reasons = [Reason(MODEL_RULE, "文本模型和词表综合判断", ARTICLE)]
    own = [one for one in subjects if level1(one) == code[:2] + "0000"]
    named = max(own, key=lambda one: (evidence.strength(one.id), one.id), default=None)
    if code[2:] != "0000" and (spans := words.stand_on(code)):
        reasons.insert(0, Reason(WORDS_RULE, "内容分类目录的用语", ARTICLE, spans))
    if named is not None:
        spans = evidence.stand_on((named.id,))
        reasons.insert(0, Reason(f"subject:{named.id}", f"内容涉及{named.name}", ARTICLE, spans))
    return reasons


def level1(subject: Subject) -> str:
    """The level-1 class of a subject."""
    return subject.content_class[:2] + "0000"
