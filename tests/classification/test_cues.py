"""Reading signs: strength, place, title and salutation."""

import pytest

from service.bureau.lexicon import Lexicon
from service.classification.cues import CueFinder, FoldedText
from service.reading.folding import fold
from service.reading.words import WordIndex
from service.rulebook.evidence import Evidence
from service.rulebook.jurisdiction import Span
from service.rulebook.vocabulary import TextField

LEXICON = Lexicon(
    {
        "暖气": (("heating", 1.0),),
        "暖气片": (("heating", 1.0),),
        "纪委": (("discipline", 1.0),),
        "噪音": (("noise", 1.0), ("pollution", 0.5)),
        "怀孕~辞": (("dismissal", 1.0),),
        "怀孕": (("family", 1.0),),
    },
    frozenset(("heating", "discipline", "noise", "pollution", "dismissal", "family")),
)


def read(title: str, facts: str = "", request: str = "") -> Evidence:
    fields = {TextField.SUBJECT: title, TextField.REQUEST: request, TextField.FACTS: facts}
    return CueFinder(LEXICON).read(FoldedText({field: fold(text) for field, text in fields.items()}))


def test_a_word_in_the_title_weighs_more_than_one_in_the_facts() -> None:
    assert read("暖气").strength("heating") > read("", "", "暖气").strength("heating")
    assert read("", "", "暖气").strength("heating") > read("", "暖气").strength("heating")


def test_a_longer_cue_covers_a_shorter_one_of_the_same_sign() -> None:
    evidence = read("", "暖气片")
    assert evidence.strength("heating") == 1.0
    assert evidence.spans["heating"] == (Span(TextField.FACTS, 0, 3),)


def test_saying_a_word_ten_times_is_not_ten_times_as_strong() -> None:
    assert read("", "暖气，" * 10).strength("heating") == pytest.approx(1.0 + 0.25 + 0.25)


def test_one_word_may_stand_for_two_signs() -> None:
    evidence = read("", "噪音")
    assert evidence.strength("noise") == 2 * evidence.strength("pollution")


def test_a_sign_in_the_title_is_a_fact_of_its_own() -> None:
    assert read("暖气").holds("title:heating")
    assert not read("", "暖气").holds("title:heating")


def test_who_is_addressed_is_known_but_lends_no_strength() -> None:
    evidence = read("反映情况", "区纪委领导：\n我家没有暖气。")
    assert evidence.holds("salutation:discipline")
    assert not evidence.holds("discipline")
    assert evidence.holds("heating")


def test_traditional_and_full_width_characters_are_read_like_any_other() -> None:
    assert read("", "暖氣").holds("heating")


@pytest.mark.parametrize(("title", "asks"), [("公积金能贷多少？", True), ("请问怎么办理", True), ("路灯坏了", False)])
def test_a_title_that_asks_is_known_by_its_form(title: str, asks: bool) -> None:
    assert read(title).holds("form:question") is asks


def test_short_and_long_texts_are_told_apart() -> None:
    assert read("短", "短").holds("form:short")
    assert read("长", "长" * 300).holds("form:long")


def test_every_occurrence_of_every_word_is_found() -> None:
    assert WordIndex(("ab", "abc", "bc")).find("abcab") == [(0, "abc"), (0, "ab"), (1, "bc"), (3, "ab")]


def test_a_cue_with_a_gap_is_found_with_both_its_words_in_place() -> None:
    evidence = read("", "我怀孕了公司把我辞了。")
    assert evidence.strength("dismissal") == 1.0
    assert evidence.spans["dismissal"] == (Span(TextField.FACTS, 1, 9),)
    assert evidence.holds("family"), "the first word is also a cue of its own"


@pytest.mark.parametrize(
    "facts",
    [
        "我怀孕了。公司把别人辞了。",
        "我怀孕了,公司辞人。",
        "我怀孕的时候公司里里外外都由主管安排的人辞了",
        "公司辞了我,后来我怀孕。",
    ],
)
def test_a_gap_neither_leaves_the_clause_nor_reaches_far_nor_turns_round(facts: str) -> None:
    assert not read("", facts).holds("dismissal")
