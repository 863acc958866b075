"""Which organ is competent: class × purpose × route × place × subject → ranked organs (条例 5(3), 15, 22)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from service.rulebook.evidence import Evidence
from service.rulebook.jurisdiction import Reason
from service.rulebook.rules import TOWNSHIP, Condition, OrganRule, Rules, Subject
from service.rulebook.vocabulary import Purpose

SHARES = (0.60, 0.22, 0.11, 0.07)  # how the weight of a line falls on the organs it names, in their order
DEFAULT_WEIGHT = 0.25  # what a class alone says, against a subject at full strength
# An organ the petitioner writes to or asks to act mostly is the one that decides: 78 of 88 in 475 cases, and of the ten
# others most were the government as a whole or had to go outside. So it weighs as much as a subject at full strength.
ADDRESSED_WEIGHT = 1.0
# What a second voice on organs has of everything that is no exception, and the chance below which it says nothing; by
# cross-validation on cases that no rule was tuned on, where a quarter to a half did alike
VOICE_TAKES, VOICE_LEAST = 0.25, 0.02
VOICE = OrganRule(
    "model:organ", 99, (), (), (), (), Condition(), (), "信访工作条例 22(1)", "文本模型按全文判断职能归口"
)
EXCEPTION_TAKES = 0.85  # a line of the first ranks leaves little to what comes after it
MOST_REASONS = 3

Speaker = Subject | OrganRule | None  # on whose word a line stands; None: on the petitioner's own, which is no reason
Line = tuple[float, tuple[str, ...], Speaker]


@dataclass(frozen=True, slots=True)
class Case:
    """What the four earlier questions found, as far as the organ depends on it."""

    purpose: str
    route: str
    classes: Mapping[str, float]  # level-1 class → probability
    subjects: Mapping[Subject, float]  # kind of matter → its share of the petition
    places: frozenset[str]  # inside, outside or unknown, and the codes of the divisions above the problem
    township_organ: str | None
    addressed: tuple[str, ...]
    evidence: Evidence
    # organ or @township → its chance, as a text model hears it
    voice: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Competence:
    """The weight of every organ that some line names, and on whose word."""

    weights: Mapping[str, float]
    speakers: Mapping[str, Sequence[Subject | OrganRule]]
    evidence: Evidence

    def reasons(self, organ: str) -> tuple[Reason, ...]:
        """Why an organ is named. Made when asked for: of all organs named, one is the answer."""
        return tuple(_reason(one, self.evidence) for one in self.speakers.get(organ, ())[:MOST_REASONS])


def competent(case: Case, rules: Rules) -> Competence:
    """All organs that the table names for a case; never empty, since every class has a default."""
    weights: dict[str, float] = {}
    speakers: dict[str, list[Subject | OrganRule]] = {}
    exceptions = first_rank(matching(case, rules.organs))
    general = [*_subject_lines(case), *_default_lines(case, rules.defaults)]
    general += [(ADDRESSED_WEIGHT, (organ,), None) for organ in case.addressed]
    general = [*general, *_voice_lines(case.voice, sum(weight for weight, _, _ in general))]
    if exceptions and case.purpose == Purpose.ACCUSATION:
        general = []  # an accusation is for those who may hear it and for nobody else (条例 22(2), 30(3))
    lines = _scaled(general, 1 - EXCEPTION_TAKES if exceptions else 1.0)
    for rule in exceptions:
        lines.append((EXCEPTION_TAKES / len(exceptions), rule.organs, rule))
    for weight, organs, speaker in lines:
        for organ, part in _shared(weight, organs, case.township_organ):
            weights[organ] = weights.get(organ, 0.0) + part
            if speaker is not None:
                speakers.setdefault(organ, []).append(speaker)
    return Competence(weights, speakers, case.evidence)


def matching(case: Case, rules: Iterable[OrganRule]) -> tuple[OrganRule, ...]:
    """The lines whose every column fits the case."""
    known = case.evidence.known
    top = max(case.classes, key=lambda code: (case.classes[code], code), default="")
    return tuple(
        rule
        for rule in rules
        if (not rule.purposes or case.purpose in rule.purposes)
        and (not rule.routes or case.route in rule.routes)
        and (not rule.places or case.places.intersection(rule.places))
        and (not rule.classes or top in rule.classes)
        and rule.when.met(known)
    )


def first_rank(rules: Sequence[OrganRule]) -> tuple[OrganRule, ...]:
    """Of the lines that match, those of the lowest rank: the exception decides before the rule."""
    lowest = min((rule.rank for rule in rules), default=0)
    return tuple(rule for rule in rules if rule.rank == lowest)


def _subject_lines(case: Case) -> list[Line]:
    return [(share, one.organs, one) for one, share in case.subjects.items()]


def _default_lines(case: Case, defaults: Mapping[str, OrganRule]) -> list[Line]:
    return [
        (DEFAULT_WEIGHT * chance, defaults[code].organs, defaults[code])
        for code, chance in case.classes.items()
        if code in defaults and chance > 0.02
    ]


def _voice_lines(voice: Mapping[str, float], rest: float) -> list[Line]:
    """The voice's chances as lines, so heavy that all of them have `VOICE_TAKES` of the whole."""
    heavy = rest * VOICE_TAKES / (1 - VOICE_TAKES)
    return [(heavy * chance, (organ,), VOICE) for organ, chance in voice.items() if chance >= VOICE_LEAST]


def _scaled(lines: list[Line], factor: float) -> list[Line]:
    whole = sum(weight for weight, _, _ in lines) or 1.0
    return [(factor * weight / whole, organs, speaker) for weight, organs, speaker in lines]


def _shared(weight: float, organs: tuple[str, ...], township_organ: str | None) -> list[tuple[str, float]]:
    named = [township_organ if organ == TOWNSHIP else organ for organ in organs]
    known = [organ for organ in named if organ is not None]
    whole = sum(SHARES[: len(known)])
    return [(organ, weight * share / whole) for organ, share in zip(known, SHARES, strict=False)]


def _reason(speaker: Subject | OrganRule, evidence: Evidence) -> Reason:
    if isinstance(speaker, Subject):
        spans = evidence.stand_on((speaker.id,))
        return Reason(f"subject:{speaker.id}", speaker.because, speaker.article, spans)
    return Reason(speaker.id, speaker.because, speaker.article, evidence.stand_on(speaker.when.signs))
