"""What the words of the content list say about a petition: how strongly, for which class, and where they stand."""

from collections.abc import Mapping

from service.bureau.class_words import ClassWords
from service.classification.cues import FoldedText
from service.reading.words import WordIndex
from service.rulebook.finer_class import Support
from service.rulebook.jurisdiction import Span
from service.rulebook.vocabulary import TextField

# What a title says is the matter itself, what a request says is what is wanted; facts mention much in passing.
WEIGHTS: Mapping[TextField, float] = {TextField.SUBJECT: 2.5, TextField.REQUEST: 1.6, TextField.FACTS: 1.0}
# Characters of facts from which on a word in them says less: there is more of everything in a long letter
PASSING = 200


class ClassWordFinder:
    """Reads the words of the list in a text. Holds no state between texts."""

    __slots__ = ("_index", "_words")

    def __init__(self, words: ClassWords) -> None:
        self._words = words.by_word
        self._index = WordIndex(words.by_word)

    def read(self, text: FoldedText) -> Support:
        """The strength of each class that some word speaks for: a word counts once, where it weighs most."""
        strengths: dict[str, float] = {}
        spans: dict[str, list[Span]] = {}
        heard: set[str] = set()
        for field, weight in WEIGHTS.items():
            words, covered = text.fields[field], 0
            begin = text.salutation_end if field is TextField.FACTS else 0
            here = weight * min(1.0, (PASSING / max(len(words), 1)) ** 0.5)
            for start, word in self._index.find(words):
                end = start + len(word)
                if start < begin or end <= covered or word in heard:
                    continue
                covered = end
                heard.add(word)
                span = Span(field, start, end)
                for code, strength in self._words[word]:
                    strengths[code] = strengths.get(code, 0.0) + here * strength
                    spans.setdefault(code, []).append(span)
        return Support(strengths, {code: tuple(found) for code, found in spans.items()})
