"""One spelling for every character, and every character in its place."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.reading.folding import fold, fold_points

ANY_TEXT = st.text(st.characters(codec=None))  # half a surrogate pair included


@given(ANY_TEXT)
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(ANY_TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ANY_TEXT, ANY_TEXT)
def test_what_stands_beside_a_character_does_not_change_it(left: str, right: str) -> None:
    assert fold(left) + fold(right) == fold(left + right)


def test_the_two_rules_hold_for_every_code_point_there_is() -> None:
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    assert len(fold(everything)) == len(everything)
    assert fold(fold(everything)) == fold(everything)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ａ１２３號", "a123号"),  # full-width forms, traditional character
        ("業主權證", "业主权证"),
        ("WiFi", "wifi"),
        ("，！？（）", ",!?()"),
        ("一\u3000二", "一 二"),
        ("⽅⾯", "方面"),  # Kangxi radicals, as PDF leaves them
        ("a\x00b\x7fc\u200bd\ufeffe", "a b c d e"),
        ("第一行\r\n第二行\t完", "第一行  第二行 完"),
        ("İ", "İ"),  # its small letter is two code points long
        ("😀ئۇيغۇر", "😀ئۇيغۇر"),
        ("", ""),
    ],
)
def test_characters_are_folded_one_by_one(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_the_code_points_are_those_of_the_folded_text() -> None:
    assert fold_points("Ａ號。").tolist() == [ord(character) for character in "a号。"]
