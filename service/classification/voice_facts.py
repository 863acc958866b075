"""What the second voices are told beside the text: the rules' own reading, by name, each worth 0 to about 2."""

from collections.abc import Mapping, Sequence
from math import log1p

from service.classification.cues import FoldedText
from service.rulebook.evidence import Evidence
from service.rulebook.jurisdiction import Candidate
from service.rulebook.rules import Subject

MOST = 2.0  # that one sign can be worth: a word said ten times is not ten words
NEGLIGIBLE = 0.02
_USUAL = 6.0  # the logarithm of the length of a usual petition, which makes lengths worth about 1


def facts_of(text: FoldedText, evidence: Evidence, learnt: Sequence[Candidate]) -> dict[str, float]:
    """Before the purpose is decided: signs, facts of form, the content model's classes, the length."""
    facts = {f"sign:{sign}": min(MOST, log1p(strength)) for sign, strength in evidence.strengths.items()}
    facts.update(dict.fromkeys(evidence.facts, 1.0))
    facts.update({f"learnt:{one.code}": one.probability for one in learnt if one.probability > NEGLIGIBLE})
    facts["length"] = log1p(len(text.title) + len(text.body)) / _USUAL
    return facts


def with_answers(
    facts: Mapping[str, float], purposes: Mapping[str, float], subjects: Mapping[Subject, float]
) -> dict[str, float]:
    """And after it: how likely each purpose is, and the ways that the subjects normally go."""
    told = {**facts, **{f"likely:{purpose}": chance for purpose, chance in purposes.items()}}
    for subject, share in subjects.items():
        told[f"way:{subject.route}"] = told.get(f"way:{subject.route}", 0.0) + share
    return told
