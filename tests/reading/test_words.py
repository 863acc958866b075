"""Every known word of a text is found where it begins, whatever else the text holds."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from service.reading.words import WordIndex

FEW = "甲乙a\ud83d"  # few different characters, so that words meet, overlap and repeat; one is half a surrogate pair
WORDS = st.sets(st.text("甲乙a", min_size=1, max_size=4), max_size=12)


@given(WORDS, st.text(FEW, max_size=40))
def test_each_word_is_found_at_each_place_the_longest_first(words: set[str], text: str) -> None:
    found = WordIndex(words).find(text)
    lengths = range(len(text), 1, -1)
    places = product(range(len(text)), lengths)
    assert found == [
        (start, text[start : start + length])
        for start, length in places
        if start + length <= len(text) and text[start : start + length] in words
    ]


def test_no_words_are_found_nowhere() -> None:
    assert WordIndex(()).find("甲乙") == []
