"""Which signs of the lexicon a petition carries, how strongly, and where the words stand."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from service.bureau.lexicon import GAP, Lexicon
from service.classification import manner
from service.reading.grams import Grams, grams
from service.reading.words import WordIndex
from service.rulebook.evidence import Evidence
from service.rulebook.jurisdiction import Span
from service.rulebook.vocabulary import TextField

# What stands in the title or in the request is meant; what stands in the facts may be told in passing.
WEIGHTS: Mapping[TextField, float] = {TextField.SUBJECT: 1.6, TextField.REQUEST: 1.3, TextField.FACTS: 1.0}
REPEATED = 0.25  # a second and third mention of the same word add little
MOST_REPEATS = 3
REACH = 10  # characters that a gap in a cue may span; it never leaves the clause
LONGEST_SECOND = 4  # characters of the word behind a gap that are sure to be seen at that reach
CLAUSE = re.compile(r"[,。;!?\n]")
SHORT, LONG = 90, 220  # characters of the whole text
SALUTATION = re.compile(r"\s*(?:(?:尊敬|敬爱|亲爱)[^:,。]{0,24}[:,]|[^。,!? ]{0,24}(?::|您好|你好))")
QUESTION = re.compile(r"^请问|什么时候|能不能|可不可以|是不是|如何|怎么办理")
WISHES = frozenset(("suggest", "hope", "inquire", "ask"))  # what is not the petitioner's own where others are quoted
ASKS, CLOSING = ("吗", "呢"), " \t\n?!。"  # how a question ends, and the marks that may close a title


@dataclass(frozen=True)
class FoldedText:
    """The fields that are read, folded character by character so that places stay those of the original."""

    fields: Mapping[TextField, str]

    @property
    def title(self) -> str:
        """The folded subject."""
        return self.fields[TextField.SUBJECT]

    @property
    def body(self) -> str:
        """The folded request and facts."""
        return self.fields[TextField.REQUEST] + self.fields[TextField.FACTS]

    @cached_property
    def grams(self) -> Grams:
        """The n-grams of title and body, which the content model and the voices both hear."""
        return grams(self.title, self.body)

    @cached_property
    def salutation_end(self) -> int:
        """How far the salutation reaches into the facts; who is addressed is not what is complained of."""
        return salutation_end(self.fields[TextField.FACTS])


@dataclass(frozen=True, slots=True, eq=False)
class _Cue:
    """A cue of the lexicon with its signs; `second` is the word behind its gap, empty where it has none."""

    second: str
    heard: tuple[tuple[str, float], ...]
    signs: tuple[str, ...]
    wish: bool


class CueFinder:
    """Reads a lexicon's cues in a text. Holds no state between texts, so any number of threads may share one."""

    __slots__ = ("_cues", "_index")

    def __init__(self, lexicon: Lexicon) -> None:
        cues: dict[str, list[_Cue]] = {}
        for cue, heard in lexicon.by_cue.items():
            first, _, second = cue.partition(GAP)
            signs = tuple(sign for sign, _ in heard)
            cues.setdefault(first, []).append(_Cue(second, heard, signs, WISHES.issuperset(signs)))
        # those with a gap first: they reach further, and the longest covers the others
        self._cues = {first: sorted(some, key=lambda cue: not cue.second) for first, some in cues.items()}
        self._index = WordIndex(cues)

    def read(self, text: FoldedText) -> Evidence:
        """The signs of a petition; `title:<sign>`, `salutation:<sign>` and `closing:<sign>` are facts.

        Whom a letter addresses is not what it complains of, so the salutation lends no strength to any sign.
        What stands in the request or ends the facts is what somebody wants.
        """
        strengths: dict[str, float] = {}
        spans: dict[str, list[Span]] = {}
        facts = set(_form(text))
        heard: dict[_Cue, int] = {}
        for field, weight in WEIGHTS.items():
            words = text.fields[field]
            begin = text.salutation_end if field is TextField.FACTS else 0
            closing = _closing(field, words)
            for start, end, cue in self._outermost(words):
                if start < begin:
                    facts.update(f"salutation:{sign}" for sign in cue.signs)
                    continue
                span = Span(field, start, end)
                times = heard[cue] = heard.get(cue, 0) + 1
                for sign, strength in cue.heard:
                    if times <= MOST_REPEATS:
                        part = strength * weight * (1.0 if times == 1 else REPEATED)
                        strengths[sign] = strengths.get(sign, 0.0) + part
                    spans.setdefault(sign, []).append(span)
                    if field is TextField.SUBJECT:
                        facts.add(f"title:{sign}")
                    elif start >= closing:
                        facts.add(f"closing:{sign}")
        return Evidence(strengths, {sign: tuple(found) for sign, found in spans.items()}, frozenset(facts))

    def _outermost(self, text: str) -> list[tuple[int, int, _Cue]]:
        """Where each cue found begins and ends, without those that a longer cue of all the same signs covers."""
        found: list[tuple[int, int, _Cue]] = []
        covers: dict[str, int] = {}
        quotes = manner.quoted(text)
        for start, end, cue in self._found(text):
            if manner.offered(text, start) or (quotes and cue.wish and _within(quotes, start)):
                continue
            hidden = True
            for sign in cue.signs:
                if covers.get(sign, 0) < end:
                    covers[sign] = end
                    hidden = False
            if not hidden:
                found.append((start, end, cue))
        return found

    def _found(self, text: str) -> Iterator[tuple[int, int, _Cue]]:
        cues = self._cues
        for start, word in self._index.find(text):
            end, clause = start + len(word), None
            for cue in cues[word]:
                second = cue.second
                if not second:
                    yield start, end, cue
                    continue
                if clause is None:
                    clause = _clause(text, end)
                if second in clause:
                    yield start, end + clause.index(second) + len(second), cue


def _clause(text: str, begin: int) -> str:
    """What the gap of a cue may span."""
    end = begin + REACH + LONGEST_SECOND
    broken = CLAUSE.search(text, begin, end)
    return text[begin : broken.start() if broken else end]


def _within(stretches: Sequence[tuple[int, int]], place: int) -> bool:
    return any(start < place < end for start, end in stretches)


def salutation_end(facts: str) -> int:
    """Where the words that address somebody end; 0 where nobody is addressed."""
    found = SALUTATION.match(facts)
    return found.end() if found else 0


def _form(text: FoldedText) -> list[str]:
    length = len(text.title) + len(text.body)
    facts = [form for form, holds in (("form:short", length <= SHORT), ("form:long", length > LONG)) if holds]
    if _asks(text.title):
        facts.append("form:question")
    return [*facts, *manner.forms(text.title, text.body)]


def _closing(field: TextField, words: str) -> int:
    """From where on the words of a field say what is wanted."""
    return 0 if field is TextField.REQUEST else max(0, len(words) - manner.CLOSING)


def _asks(title: str) -> bool:
    words = title.rstrip(CLOSING)  # not a pattern: `[?][?!]*$` takes a second for 20,000 question marks
    return "?" in title[len(words) :] or words.endswith(ASKS) or QUESTION.search(title) is not None
