"""Where known words stand in a text: one pass over it, every word found."""

from collections.abc import Iterable
from operator import itemgetter

from ahocorasick_rs import AhoCorasick, Implementation

_START = itemgetter(1)


class WordIndex:
    """A fixed set of words of two characters or more."""

    __slots__ = ("_automaton", "_words")

    def __init__(self, words: Iterable[str]) -> None:
        self._words = tuple(sorted({word for word in words if len(word) > 1}))
        # a table of all steps is faster alone and slower among the other readers, who push it out of the cache
        built = Implementation.ContiguousNFA
        self._automaton = AhoCorasick(self._words, implementation=built) if self._words else None

    def find(self, text: str) -> list[tuple[int, str]]:
        """Each place where a word begins, with the word, the longest first; words may overlap.

        By Aho and Corasick's automaton, in a quarter of the time of a loop over character pairs; an alternation of
        3,000 words in `re` takes a hundred times as long.
        """
        if self._automaton is None:
            return []
        words = self._words
        try:
            hits = self._automaton.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:  # half a surrogate pair: it stands in no word, and must not stop a petition
            whole = text.encode(errors="replace").decode()
            hits = self._automaton.find_matches_as_indexes(whole, overlapping=True)
        hits.reverse()  # they come by their ends; a sort by their beginnings leaves the longest of each first
        hits.sort(key=_START)
        return [(start, words[nth]) for nth, start, _ in hits]
