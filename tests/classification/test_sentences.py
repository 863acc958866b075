"""Where sentences end, and which of them begin a new part."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.classification.sentences import BODY, Opening, Sentence, adds, announced, sentences, title_parts
from service.rulebook.vocabulary import TextField


def cut(facts: str) -> list[tuple[str, Opening]]:
    return [(words(facts, each).strip(), each.opening) for each in sentences(texts(facts))]


def texts(facts: str, request: str = "") -> dict[TextField, str]:
    return {TextField.REQUEST: request, TextField.FACTS: facts}


def words(text: str, sentence: Sentence) -> str:
    return text[sentence.span.start : sentence.span.end]


@pytest.mark.parametrize(
    "item",
    [
        "一、修路",
        "（二）修路",
        "①修路",
        "2.修路",
        "3、修路",
        "1修路",
        "第二，修路",
        "二是修路",
        "其一，修路",
        "问题一：修路",
        "头一件是路",
    ],
)
def test_an_item_of_a_list_is_numbered(item: str) -> None:
    assert cut(f"领导好。{item}。")[1][1] is Opening.NUMBERED


@pytest.mark.parametrize("start", ["3月12日下雨", "4号楼没水", "2.5米宽", "一家人住着", "15年前买的", "三个人来过"])
def test_dates_and_measures_are_no_items(start: str) -> None:
    assert cut(f"领导好。{start}。")[1][1] is Opening.PLAIN


@pytest.mark.parametrize(
    ("start", "opening"),
    [
        ("另外，路灯坏了", Opening.ADDED),
        ("此外路灯坏了", Opening.ADDED),
        ("还想反映路灯", Opening.ADDED),
        ("还有，路灯坏了", Opening.CONTINUED),
        ("还有三家住不起", Opening.PLAIN),
        ("同时请修路灯", Opening.CONTINUED),
        ("还有的人说", Opening.PLAIN),
    ],
)
def test_one_more_matter_is_added_or_the_same_goes_on(start: str, opening: Opening) -> None:
    assert cut(f"路坏了。{start}。")[1][1] is opening


def test_what_goes_on_in_a_paragraph_of_its_own_is_added() -> None:
    assert cut("路坏了。\n    还有，路灯坏了。")[1][1] is Opening.ADDED


def test_items_in_the_middle_of_a_line_stand_alone() -> None:
    assert [text for text, _ in cut("要求：1开个口子；2把税减了。")] == ["要求：", "1开个口子；", "2把税减了。"]
    assert [text for text, _ in cut("两个问题：一是路灯不亮，二是道路不平。")] == [
        "两个问题：",
        "一是路灯不亮，",
        "二是道路不平。",
    ]


def test_a_title_is_cut_at_its_conjunctions() -> None:
    title = "宽带断网还有楼道充电，没人管"
    assert [words(title, part) for part in title_parts(title)] == ["宽带断网", "楼道充电", "没人管"]


@pytest.mark.parametrize(
    "text", ["反映两件事", "说三个糟心事", "头一件是灰", "第二个问题", "还想反映一下路灯", "两个问题一起说"]
)
def test_petitioners_say_that_there_are_several_matters(text: str) -> None:
    assert announced(text)


@pytest.mark.parametrize("text", ["这件事拖了两年", "两个孩子", "三件衣服", "问题很多"])
def test_and_mostly_they_do_not(text: str) -> None:
    assert not announced(text)


def test_an_addition_is_seen_only_where_a_sentence_begins() -> None:
    assert adds("路坏了。另外，灯也坏了")
    assert not adds("请另外找人修路，此外没有别的话")


@given(st.text(max_size=200), st.text(max_size=200))
def test_sentences_lie_in_their_field_in_order_and_lose_no_words(request: str, facts: str) -> None:
    found = sentences(texts(facts, request))
    for field, text in zip(BODY, (request, facts), strict=True):
        spans = [each.span for each in found if each.span.field is field]
        assert all(one.end == other.start for one, other in pairwise(spans))
        assert "".join(text[span.start : span.end] for span in spans).strip() == text.strip()
