"""Where the problem is: from the stated place and the text to a division (条例 5(3): 属地管理).

Without a word about another place a petition is presumed to concern the bureau's own division, with little confidence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.bureau.divisions import Divisions
from service.classification.cues import salutation_end
from service.classification.mentions import TURNED, Mention, role, turn
from service.classification.names import EVERYDAY, Name, names_of
from service.reading.folding import fold
from service.reading.words import WordIndex
from service.rulebook.jurisdiction import Candidate, Span, Submission
from service.rulebook.vocabulary import TextField
from service.rulebook.weighing import probabilities, ranked

FIELD_WEIGHTS: Mapping[TextField, float] = {
    TextField.PROBLEM_PLACE: 2.2,  # the field asks for nothing else
    TextField.SUBJECT: 0.9,
    TextField.REQUEST: 0.2,
    TextField.FACTS: 0.0,
}
STATED = 3.0  # the portal's own field for the problem's division
PRESUMED = 0.75  # that a petition sent here concerns this division
DEEPER = 0.15  # a township or village says more than a district
SENT_HERE = 0.4  # and where it names the division, that it is meant
DISTANT = 0.35  # a place outside the own city is rarely where the problem is, unless the title says so
ADDRESSED = 0.7  # who is written to is not where the problem is
FURTHER = 0.3  # what each further mention of the same county adds to the strongest
MOST_FURTHER = 1.2
SHARPNESS = 2.2
DIVISIONS = ("街道", "办事处", "乡", "镇", "村", "社区", "区", "县", "市", "省")
NOT_PLACES = ("路", "街", "大道", "大街", "酒店", "饭店", "宾馆", "银行", "花园", "牌", "小区", "广场", "拉面", "烩面")


ON_THE_STREET = ("街上", "街里", "街道", "街口")
GROUPS = (
    *("村", "组", "社区", "小学", "中学", "卫生室", "大队", "新村", "老村", "旧址", "村民"),
    *("东头", "西头", "南头", "北头"),
)
SPOKEN_BEFORE, SPOKEN_AFTER = tuple("是在住到回我俺家系,。 "), ("的", "人", "这", "那", "有", ",")
BEGINNING = (*SPOKEN_BEFORE, *tuple("们映于从往叫给\n:"), "")  # where a short name can begin


@dataclass(frozen=True, slots=True)
class _Context:
    """What the unmistakable names of a petition say: their divisions, and those with all above them."""

    sure: frozenset[str]
    around: frozenset[str]


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """Ranked divisions with the words they stand on; `stated` is False where only the presumption speaks."""

    candidates: tuple[Candidate, ...]
    evidence: Mapping[str, tuple[Span, ...]]
    stated: bool


class PlaceFinder:
    """Finds divisions by their names and a bureau's aliases. Holds no state between petitions."""

    __slots__ = ("_divisions", "_home", "_index", "_names", "_near")

    def __init__(self, divisions: Divisions, aliases: Mapping[str, str], home: str) -> None:
        self._divisions, self._home = divisions, home
        self._near = (home, *divisions.ancestors(home))
        self._names = names_of(divisions, aliases, home)
        self._index = WordIndex(self._names)

    def find(self, submission: Submission, folded: Mapping[TextField, str] | None = None) -> PlaceAnswer:
        """The divisions a petition may concern, the most probable first; `folded` spares folding the text again."""
        texts = folded or {field: fold(submission.text(field)) for field in FIELD_WEIGHTS}
        mentions = self._mentions(texts)
        by_area = self._areas(mentions)
        scores = {area: self._score(found) for area, found in by_area.items()}
        scores[self._home] = max(scores.get(self._home, 0.0) + SENT_HERE, PRESUMED)
        code = submission.division_code
        if code is not None and code in self._divisions:
            scores[self._area(code)] = scores.get(self._area(code), 0.0) + STATED
            by_area.setdefault(self._area(code), []).append(Mention(code, TextField.PROBLEM_PLACE, 0, 0, STATED))
        chances = probabilities(scores, SHARPNESS)
        deepest = {area: self._deepest(area, by_area.get(area, [])) for area in chances}
        return PlaceAnswer(
            ranked({deepest[area]: chance for area, chance in chances.items()}),
            {deepest[area]: _spans(by_area.get(area, [])) for area in chances},
            stated=bool(by_area),
        )

    def within_home(self, code: str) -> bool:
        """Whether a division lies in the bureau's own."""
        return self._divisions.within(code, self._home)

    def _mentions(self, texts: Mapping[TextField, str]) -> list[Mention]:
        found: list[tuple[TextField, int, str]] = []
        for field in FIELD_WEIGHTS:
            text, covered = texts.get(field, ""), 0
            for start, word in self._index.find(text):
                end = start + len(word)
                if start < covered or (not word.endswith(DIVISIONS) and _something_else(text, end)):
                    continue
                covered = end
                found.append((field, start, word))
        sure = {
            each.code for _, _, word in found for each in self._names[word] if not each.needs_context
        }  # what the names say that need no help
        around = sure.union(*(self._divisions.ancestors(code) for code in sure))
        context = _Context(frozenset(sure), frozenset(around))
        mentions = (self._read(texts[field], field, start, word, context) for field, start, word in found)
        return [mention for mention in mentions if mention is not None]

    def _read(self, text: str, field: TextField, start: int, word: str, context: _Context) -> Mention | None:
        end = start + len(word)
        name = self._reading(word, text[max(0, start - 1) : start], text[end : end + 3], context)
        if name is None or name.code in self._near[1:]:
            return None
        weight = name.weight + FIELD_WEIGHTS[field] + role(text, start, end)
        if self._divisions.level(name.code) in ("township", "village"):
            weight += DEEPER
        if not self._divisions.within(name.code, self._near[1]):
            weight -= DISTANT
        if field is TextField.FACTS and end <= salutation_end(text):
            weight -= ADDRESSED
        turned = turn(text)
        if turned is not None:
            weight += TURNED if start >= turned else -TURNED
        return Mention(name.code, field, start, end, weight)

    def _reading(self, word: str, before: str, after: str, context: _Context) -> Name | None:
        """The reading whose own township is named elsewhere, else one that needs no help, else one the words allow."""
        names = self._names[word]
        alone = next((name for name in names if not name.needs_context), None)
        parents = {name: self._divisions.ancestors(name.code) for name in names}
        for name in names:
            above = parents[name][0] if parents[name] else ""
            if name.needs_context and above in context.sure and (alone is None or alone.code != above):
                return name
        if alone is not None:
            return alone
        grouped = after.startswith(GROUPS) or after[1:2] == "组"
        spoken = before in SPOKEN_BEFORE and after.startswith(SPOKEN_AFTER)
        spoken = spoken or (before in BEGINNING and word not in EVERYDAY)
        for name in names:
            at_home = self.within_home(name.code)
            if (at_home and (grouped or spoken)) or (not at_home and context.around.intersection(parents[name][:2])):
                return name
        return None

    def _areas(self, mentions: Sequence[Mention]) -> dict[str, list[Mention]]:
        found: dict[str, list[Mention]] = {}
        for mention in mentions:
            found.setdefault(self._area(mention.code), []).append(mention)
        # a province or city adds to the county it holds: 山西平陆 is one place, not two
        for area in sorted(found, key=lambda code: -len(code)):
            for above in self._divisions.ancestors(area):
                if above in found and above != area:
                    found[area].extend(found.pop(above))
        return found

    def _area(self, code: str) -> str:
        return self._divisions.at_level(code, "county") or code

    def _score(self, mentions: Sequence[Mention]) -> float:
        weights = sorted((mention.weight for mention in mentions), reverse=True)
        return weights[0] + min(MOST_FURTHER, sum(FURTHER * max(0.0, weight) for weight in weights[1:]))

    def _deepest(self, area: str, mentions: Sequence[Mention]) -> str:
        """The most precise division that the strongest township of the area is named for."""
        by_township: dict[str, float] = {}
        for mention in mentions:
            township = self._divisions.at_level(mention.code, "township")
            if township is not None and self._divisions.within(township, area):
                by_township[township] = by_township.get(township, 0.0) + max(0.1, mention.weight)
        if not by_township:
            return area
        best = max(by_township, key=lambda code: (by_township[code], code))
        villages = {each.code for each in mentions if self._divisions.at_level(each.code, "township") == best}
        named = sorted(code for code in villages if self._divisions.level(code) == "village")
        return named[0] if len(named) == 1 else best


def _something_else(text: str, end: int) -> bool:
    """Whether what follows makes the name that of a road or a shop; 高庙街上 is a place all the same."""
    return text.startswith(NOT_PLACES, end) and not text.startswith(ON_THE_STREET, end)


def _spans(mentions: Sequence[Mention]) -> tuple[Span, ...]:
    order = sorted(mentions, key=lambda mention: -mention.weight)
    return tuple(Span(each.field, each.start, each.end) for each in order if each.end > each.start)[:5]
