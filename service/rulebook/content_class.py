"""Which content class: a text model's probabilities and the lexicon's subjects, weighed together (domain §14).

A model knows only the classes it was trained on; the subjects speak for all seventeen.
"""

from collections.abc import Mapping, Sequence
from math import log, log1p

from service.rulebook.evidence import Evidence
from service.rulebook.jurisdiction import Candidate, Finding, Reason
from service.rulebook.rules import Rules, Subject
from service.rulebook.vocabulary import Purpose
from service.rulebook.weighing import finding, probabilities, ranked

MODEL_WEIGHT = 0.55
UNKNOWN = 0.02  # what a class that the model never saw is given in place of a probability
SUBJECT_WEIGHT = 1.7
SHARPNESS = 1.5
DISCIPLINE = "090000"
ACCUSATION_WEIGHT = 3.0  # an accusation is 纪检监察 whatever field it comes from (domain §14)
DOUBTFUL = 0.2  # below this chance of an accusation nothing is added
OTHER = "990000"
OTHER_WEIGHT = -0.6  # 其他 is for what fits nowhere
CLEAR = 0.6  # from this share on a subject gives the class its finer digits
MODEL_RULE = "model:content_class"
ARTICLE = "信访工作条例 41(1)"


def class_chances(
    model: Sequence[Candidate], evidence: Evidence, rules: Rules, purposes: Mapping[str, float]
) -> dict[str, float]:
    """The probability of each level-1 class."""
    learnt = {each.code[:2] + "0000": each.probability for each in model}
    said: dict[str, float] = {}
    for sign, strength in evidence.strengths.items():
        if sign in rules.subjects:
            code = level1(rules.subjects[sign])
            said[code] = said.get(code, 0.0) + strength
    scores = {
        code: MODEL_WEIGHT * log(UNKNOWN + learnt.get(code, 0.0)) + SUBJECT_WEIGHT * log1p(said.get(code, 0.0))
        for code in rules.defaults
    }
    accusation = purposes.get(Purpose.ACCUSATION, 0.0)
    scores[DISCIPLINE] = scores.get(DISCIPLINE, 0.0) + ACCUSATION_WEIGHT * max(0.0, accusation - DOUBTFUL)
    scores[OTHER] = scores.get(OTHER, 0.0) + OTHER_WEIGHT
    return probabilities(scores, SHARPNESS)


def decide_class(
    chances: Mapping[str, float], subjects: Mapping[Subject, float], evidence: Evidence, threshold: float
) -> Finding:
    """The class. Its confidence is that of level 1; finer digits stand where one subject clearly speaks for them."""
    finest: dict[str, tuple[float, Subject]] = {}
    for subject, share in subjects.items():
        if share > finest.get(level1(subject), (0.0, subject))[0]:
            finest[level1(subject)] = (share, subject)
    codes = {
        code: finest[code][1].content_class if code in finest and finest[code][0] >= CLEAR else code for code in chances
    }
    candidates = ranked({codes[code]: chance for code, chance in chances.items()})
    best = candidates[0].code[:2] + "0000"
    reasons = [Reason(MODEL_RULE, "文本模型和词表综合判断", ARTICLE)]
    if best in finest:
        named = finest[best][1]
        words = evidence.stand_on((named.id,))
        reasons.insert(0, Reason(f"subject:{named.id}", f"内容涉及{named.name}", ARTICLE, words))
    return finding(candidates, reasons, threshold)


def level1(subject: Subject) -> str:
    """The level-1 class of a subject."""
    return subject.content_class[:2] + "0000"
