"""Several claims in one petition: parts that are surely different matters for different organs (条例 22(1), 30(3)).

Most petitions leave after one look at their signs. A claim is decided by the same function as a whole petition, on the
words of its part alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from typing import NamedTuple

from service.bureau.load import Bureau
from service.classification.cues import FoldedText
from service.classification.opinion import Opinion
from service.classification.parting import Part, parted
from service.classification.sentences import BODY, Opening, adds, announced, sentences, title_parts
from service.classification.units import UnitReader
from service.rulebook.claims import KINDRED, Signs, apart, bearing, leading, rivals
from service.rulebook.evidence import Evidence
from service.rulebook.jurisdiction import Finding, Span
from service.rulebook.rules import TOWNSHIP
from service.rulebook.vocabulary import Purpose, Route, TextField

BLANK = "。"  # stands for what is not in a part: a full stop belongs to no word and addresses nobody
NEAR = 80  # characters between two demands that belong to one list of demands
OPENS = 60  # a list that begins later than this was not announced by its place
EARLY = 250  # characters in which a petitioner says how many matters will follow
LONG = 800  # characters


@dataclass(frozen=True, slots=True)
class Draft:
    """A part that may be a claim, with its words and nothing else in `text`."""

    part: Part
    spans: tuple[Span, ...]
    text: FoldedText
    asked: tuple[str, ...]  # the organs it asks to act


@dataclass(frozen=True, slots=True)
class Drafts:
    """What a petition may fall into; no parts where it is one matter."""

    parts: tuple[Draft, ...] = ()
    titled: bool = False  # whether the title speaks for any organ
    announced: bool = False
    length: int = 0


class Separate(NamedTuple):
    """A part that is a claim, with what was decided on its words alone."""

    draft: Draft
    opinion: Opinion
    organ: Finding


class ClaimFinder:
    """Finds the claims of a petition. Holds no state between petitions."""

    __slots__ = ("_bureau", "_units")

    def __init__(self, bureau: Bureau) -> None:
        self._bureau = bureau
        self._units = UnitReader(bureau.lexicon, bureau.rules, bureau.organ_aliases)

    def drafts(self, words: Mapping[TextField, str], text: FoldedText, whole: Opinion, evidence: Evidence) -> Drafts:
        """The parts that may be claims: `words` as written, `text` the same folded."""
        said = any(announced(words[name][:EARLY]) for name in (TextField.SUBJECT, *BODY))
        if not self._possible(evidence) or not (said or self._marked(words, text, evidence)):
            return Drafts()
        titles = self._units.read(title_parts(words[TextField.SUBJECT]), text, evidence)
        units = self._units.read(sentences(words), text, evidence)
        parts = parted(units, titles, bearing(whole.case.subjects))
        if len(parts) < 2:
            return Drafts()
        titled = any(leading(title.bearing)[0] for title in titles)
        found = Drafts(tuple(_draft(part, text) for part in parts), titled, said, len(text.body))
        # at best the classes differ: what cannot suffice then need not be decided
        return found if replace(_signs(found, found.parts), classes=2).speak_for_two else Drafts()

    def separate(
        self, found: Drafts, opinions: Sequence[Opinion], organs: Sequence[Finding], main: Finding
    ) -> tuple[Separate, ...]:
        """The parts that are claims, the one of the whole petition's organ first; none where not surely apart."""
        kept: list[Separate] = []
        for draft, opinion, organ in zip(found.parts, opinions, organs, strict=True):
            if self._confirmed(draft.part, opinion, organ) and all(apart(organ, other) for *_, other in kept):
                kept.append(Separate(draft, opinion, organ))
        if len(kept) < 2 or not _decided(found, kept).speak_for_two:
            return ()
        ranks = {each.code: rank for rank, each in enumerate(main.candidates)}
        kept.sort(key=lambda one: ranks.get(one.organ.answer or "", len(ranks)))
        return tuple(kept)

    def _possible(self, evidence: Evidence) -> bool:
        """Whether the petition speaks of two kinds of matter that no one organ has."""
        known = self._bureau.rules.subjects
        kinds = {known[sign].organs[:2]: known[sign] for sign in evidence.strengths if sign in known}
        return any(rivals(one, other) for one, other in combinations(kinds.values(), 2))

    def _marked(self, words: Mapping[TextField, str], text: FoldedText, evidence: Evidence) -> bool:
        """Whether anything is there without which the signs cannot suffice."""
        if any(adds(words[name]) for name in BODY):
            return True
        titled = {fact.removeprefix("title:"): 1.0 for fact in evidence.facts if fact.startswith("title:")}
        if self._possible(Evidence(titled)):
            return True
        facts = text.fields[TextField.FACTS]
        demands = (text.fields[TextField.REQUEST], facts[max(0, _demands_from(facts) - NEAR) :])
        return any(len(set(self._units.asked(each).values())) > 1 for each in demands)

    def _confirmed(self, part: Part, opinion: Opinion, organ: Finding) -> bool:
        """Whether the decision on the part alone agrees with the organ that its words were gathered for."""
        accusation = opinion.purpose.answer == Purpose.ACCUSATION
        if part.accuses:
            return accusation or organ.answer in self._bureau.rules.discipline
        if accusation:
            return False
        found = self._bureau.organs.find(organ.answer or "")
        meant = TOWNSHIP if found is not None and found.level == "township" else organ.answer or ""
        return part.bearing.get(meant, 0.0) >= KINDRED * part.bearing[part.organ]


def _draft(part: Part, text: FoldedText) -> Draft:
    spans = _joined([unit.sentence.span for unit in (*part.titles, *part.units)], text)
    fields = {}
    for name, words in text.fields.items():
        masked = [BLANK] * len(words)
        for span in spans:
            if span.field is name:
                masked[span.start : span.end] = words[span.start : span.end]
        fields[name] = "".join(masked)
    asked = dict.fromkeys(unit.asked for unit in part.units if unit.asked)
    return Draft(part, spans, FoldedText(fields), tuple(asked))


def _joined(spans: Iterable[Span], text: FoldedText) -> tuple[Span, ...]:
    """The spans in text order, those with nothing but blanks between them as one, without blanks around them."""
    order = list(TextField)
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: (order.index(one.field), one.start)):
        words = text.fields[span.field]
        start, end = span.start, span.end
        start += len(words[start:end]) - len(words[start:end].lstrip())
        end -= len(words[start:end]) - len(words[start:end].rstrip())
        if start == end:  # blanks alone
            continue
        if found and found[-1].field is span.field and not words[found[-1].end : start].strip():
            start = found.pop().start
        found.append(Span(span.field, start, end))
    return tuple(found)


def _signs(found: Drafts, kept: Sequence[Draft]) -> Signs:
    parts = [draft.part for draft in kept]
    openings = {part.units[0].opening for part in parts if part.units}
    items = [[unit for unit in part.units if unit.opening is Opening.NUMBERED] for part in parts]
    first = min((unit.sentence.span.start for some in items for unit in some), default=0)
    return Signs(
        asked=_asked_together(kept),
        announced=found.announced,
        added=Opening.ADDED in openings,
        continued=Opening.CONTINUED in openings,
        numbered=sum(map(bool, items)) > 1 and (first < OPENS or found.announced),
        titled=sum(bool(part.titles) for part in parts) if found.titled else None,
        long=found.length > LONG,
    )


def _decided(found: Drafts, kept: Sequence[Separate]) -> Signs:
    """The signs with what only the decisions on the parts show."""
    routes = {opinion.route.answer for _, opinion, _ in kept}
    return replace(
        _signs(found, [draft for draft, *_ in kept]),
        classes=len({(opinion.content_class.answer or "")[:2] for _, opinion, _ in kept}),
        proceedings=bool(routes & {Route.ARBITRATION, Route.LITIGATION}),
    )


def _asked_together(kept: Sequence[Draft]) -> bool:
    """Whether two organs are asked to act, one soon after the other, where petitions make their demands."""
    for field in BODY:
        begin = _demands_from(kept[0].text.fields[field]) if field is TextField.FACTS else 0
        units = [(unit, each.part.organ) for each in kept for unit in each.part.units]
        here = [(unit, organ) for unit, organ in units if unit.sentence.span.field is field]
        asked = sorted((at, one) for unit, organ in here for at, one in unit.asks.items() if one == organ)
        if any(one != other and at - near < NEAR and at >= begin for (near, one), (at, other) in pairwise(asked)):
            return True
    return False


def _demands_from(facts: str) -> int:
    """Where in the facts demands are made: in the second half, after the story."""
    return len(facts) // 2
