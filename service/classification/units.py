"""What each sentence of a petition speaks for: its kinds of matter, whom it asks to act, whether it accuses."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from service.bureau.lexicon import Lexicon
from service.classification.asking import AskedOrgans
from service.classification.cues import FoldedText
from service.classification.sentences import BODY, Opening, Sentence
from service.rulebook.claims import bearing
from service.rulebook.evidence import Evidence
from service.rulebook.jurisdiction import Span
from service.rulebook.rules import Rules, Subject
from service.rulebook.vocabulary import Purpose, TextField

COMMON = 1.0  # the weight of most cues: of one that is not written in one piece
FURTHER, MOST_FURTHER = 0.2, 3
ASKED_WEIGHT = 1.2  # to ask an organ to act weighs as much as a strong cue
CHARGED_WEIGHT = 0.8  # of each sign of an accusation: an official and a charge found one together
_CLAUSE = re.compile(r"[,;]")


@dataclass(slots=True)
class Unit:
    """One sentence with what its words speak for."""

    sentence: Sentence
    signs: set[str] = field(default_factory=set)
    heard: dict[Subject, list[float]] = field(default_factory=dict)  # the weights of the cues of each kind of matter
    cues: dict[str, int] = field(default_factory=dict)  # first organ → cue words that speak for it
    asks: dict[int, str] = field(default_factory=dict)  # where in its field an organ is asked to act
    charges: int = 0  # signs in it by which it accuses somebody
    bearing: dict[str, float] = field(default_factory=dict)

    @property
    def opening(self) -> Opening:
        """How the sentence begins."""
        return self.sentence.opening

    @property
    def accuses(self) -> bool:
        """Whether it accuses somebody, alone or with the sentence beside it."""
        return self.charges > 0

    @property
    def asked(self) -> str | None:
        """The organ it asks to act; None where it asks none, or several at once."""
        organs = set(self.asks.values())
        return organs.pop() if len(organs) == 1 else None


class UnitReader:
    """Reads sentences by the lexicon, the everyday names of organs and the rules for accusations."""

    __slots__ = ("_accusing", "_asked", "_by_cue", "_discipline", "_subjects")

    def __init__(self, lexicon: Lexicon, rules: Rules, aliases: Mapping[str, str]) -> None:
        self._by_cue, self._subjects = lexicon.by_cue, rules.subjects
        self._discipline = next(iter(rules.discipline), rules.superior)
        self._asked = AskedOrgans(aliases)
        self._accusing = [rule for rule in rules.purposes if rule.answer == Purpose.ACCUSATION]

    def asked(self, words: str) -> dict[int, str]:
        """Where folded words ask an organ to act."""
        return dict(self._asked.find(words))

    def read(self, found: Iterable[Sentence], text: FoldedText, evidence: Evidence) -> list[Unit]:
        """One unit a sentence, in their order; a sentence that asks two organs in two clauses becomes two units."""
        asks = {name: self.asked(text.fields[name]) for name in BODY}
        units = [Unit(part) for sentence in found for part in _by_asking(sentence, text, asks)]
        self._place_cues(units, text, evidence)
        for unit in units:
            span = unit.sentence.span
            unit.asks = {at: one for at, one in asks.get(span.field, {}).items() if span.start <= at < span.end}
        self._mark_accusing(units, evidence)
        for unit in units:
            self._weigh(unit)
        return units

    def _place_cues(self, units: Sequence[Unit], text: FoldedText, evidence: Evidence) -> None:
        by_field: dict[TextField, list[Unit]] = {}
        for unit in units:
            by_field.setdefault(unit.sentence.span.field, []).append(unit)
        starts = {name: [unit.sentence.span.start for unit in some] for name, some in by_field.items()}
        for sign, spans in evidence.spans.items():
            for span in spans:
                at = bisect_right(starts.get(span.field, []), span.start) - 1
                if at >= 0 and span.start < by_field[span.field][at].sentence.span.end:
                    self._hear(by_field[span.field][at], sign, text.fields[span.field][span.start : span.end])

    def _hear(self, unit: Unit, sign: str, cue: str) -> None:
        unit.signs.add(sign)
        subject = self._subjects.get(sign)
        if subject is None:
            return
        weight = next((weight for heard, weight in self._by_cue.get(cue, ()) if heard == sign), COMMON)
        unit.heard.setdefault(subject, []).append(weight)
        unit.cues[subject.organs[0]] = unit.cues.get(subject.organs[0], 0) + 1

    def _mark_accusing(self, units: Sequence[Unit], evidence: Evidence) -> None:
        """A charge and the one it is laid against often stand in neighbouring sentences; both then accuse."""
        told = frozenset(fact for fact in evidence.facts if fact.startswith(("title:", "salutation:")))
        rules = [rule for rule in self._accusing if rule.when.met(told.union(evidence.strengths))]
        for at, unit in enumerate(units if rules else ()):
            around = set[str]().union(*(near.signs for near in units[max(0, at - 1) : at + 2]))
            near = told | around
            spoken = {sign.removeprefix("title:") for rule in rules if rule.when.met(near) for sign in rule.when.signs}
            unit.charges = len(unit.signs & spoken)

    def _weigh(self, unit: Unit) -> None:
        if unit.accuses:
            unit.bearing, unit.cues = (
                {self._discipline: CHARGED_WEIGHT * unit.charges},
                {self._discipline: unit.charges},
            )
            return
        unit.bearing = bearing({subject: _strength(weights) for subject, weights in unit.heard.items()})
        if unit.asked is not None:
            unit.bearing[unit.asked] = unit.bearing.get(unit.asked, 0.0) + ASKED_WEIGHT
            unit.cues[unit.asked] = unit.cues.get(unit.asked, 0) + 1


def _strength(weights: Sequence[float]) -> float:
    """Of one kind of matter in one sentence: the strongest cue, and a little for each of some more."""
    return max(weights) + FURTHER * min(len(weights) - 1, MOST_FURTHER)


def _by_asking(sentence: Sentence, text: FoldedText, asks: Mapping[TextField, Mapping[int, str]]) -> Iterable[Sentence]:
    """The sentence, or its pieces where one clause asks one organ and the next another: 前一个请…查，后一个请…查."""
    span = sentence.span
    asked = [(at, one) for at, one in asks.get(span.field, {}).items() if span.start <= at < span.end]
    words, start, opening = text.fields[span.field], span.start, sentence.opening
    for (_, one), (at, other) in pairwise(asked):
        commas = [found.end() for found in _CLAUSE.finditer(words, start, at)]
        if one != other and commas and commas[-1] > start:
            yield Sentence(Span(span.field, start, commas[-1]), opening, ends_paragraph=False)
            start, opening = commas[-1], Opening.PLAIN
    yield Sentence(Span(span.field, start, span.end), opening, sentence.ends_paragraph)
