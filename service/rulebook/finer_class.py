"""The second and third level of the content class: given only where the words clearly speak for one (domain §14)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from service.rulebook.evidence import Evidence
from service.rulebook.jurisdiction import Span
from service.rulebook.rules import Subject

SUBJECT = 1.5  # what a subject at full strength says, in words of three characters
GENERAL = 0.3  # a wide kind of matter says little about the finer class
DOUBT = 0.6  # what would have to be said for another class before a single weak word is enough
CLEAR = 0.6  # the share of what was said from which on a class is named


@dataclass(frozen=True, slots=True)
class Support:
    """How strongly something speaks for classes of level 2 and 3, and the words it stands on."""

    strengths: Mapping[str, float] = field(default_factory=dict)
    spans: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)

    def stand_on(self, code: str) -> tuple[Span, ...]:
        """The words behind a class and all below it, at most five."""
        stem = code.removesuffix("00") if code.endswith("00") else code
        return tuple(span for one, spans in self.spans.items() if one.startswith(stem) for span in spans)[:5]


@dataclass(frozen=True, slots=True)
class Finer:
    """A class of any level under a level-1 class, with its share of that class."""

    code: str
    share: float


def finest(level1: str, support: Support, subjects: Iterable[Subject], evidence: Evidence) -> tuple[Finer, ...]:
    """The classes from level 1 down, as far as the words are clear; the level-1 class itself has the share 1."""
    said = _said(level1, support, subjects, evidence)
    found = [Finer(level1, 1.0)]
    for digits in (4, 6):
        parts: dict[str, float] = {}
        for code, strength in said.items():
            if code.startswith(found[-1].code[: digits - 2]) and not code.startswith(
                found[-1].code[: digits - 2] + "00"
            ):
                parts[code[:digits]] = parts.get(code[:digits], 0.0) + strength
        if not parts:
            break
        best = max(parts, key=lambda code: (parts[code], code))
        share = parts[best] ** 2 / (DOUBT**2 + sum(strength**2 for strength in parts.values()))
        if share < CLEAR or best.endswith("99"):
            break
        found.append(Finer(best + "0" * (6 - digits), found[-1].share * share))
    return tuple(found)


def _said(level1: str, support: Support, subjects: Iterable[Subject], evidence: Evidence) -> dict[str, float]:
    said = {code: strength for code, strength in support.strengths.items() if code.startswith(level1[:2])}
    for subject in subjects:
        code = subject.content_class
        if code.startswith(level1[:2]) and code != level1:
            weight = SUBJECT * (GENERAL if subject.general else 1.0) * min(1.0, evidence.strength(subject.id))
            said[code] = said.get(code, 0.0) + weight
    return said
