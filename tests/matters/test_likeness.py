"""Likeness: the same estate and the same trouble, not one of them alone."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.matters.likeness import REPEAT, SAME_ISSUE, Likeness, LikenessDamaged
from service.matters.shared_words import MOST
from service.matters.statement import Statement

LIKENESS = Likeness.load()

LIFT = Statement(
    "翠湖雅居电梯经常困人",
    "我是翠湖雅居六号楼的业主，电梯三天两头困人，上周又把孩子关了四十分钟，维保公司来了就重启一下，物业说换电梯要动维修资金。",
)
LIFT_TOO = Statement(
    "电梯困人没人管",
    "翠湖雅居六号楼电梯又困人了，老人被关在里面半小时，维保公司只会重启，物业推给维修资金，请督促更换电梯。",
)
PARKING = Statement(
    "翠湖雅居车位只卖不租",
    "翠湖雅居的地下车位开发商只卖不租，十五万一个，业主的车停在路边天天被贴条，请住建部门管一管。",
)
COLD = Statement("暖气不热", "金桂花园暖气不热，家里只有十四度，请催热力公司。")
COLD_ELSEWHERE = Statement("暖气不热", "银杏家园暖气不热，家里只有十四度，请催热力公司。")


def probability(one: Statement, other: Statement) -> float:
    return LIKENESS.compare(one, other).probability


def test_one_estate_and_one_trouble_are_one_issue_and_the_words_say_why() -> None:
    match = LIKENESS.compare(LIFT, LIFT_TOO)
    assert match.probability >= SAME_ISSUE
    assert any("翠湖雅居" in words for words in match.shared)
    assert all(words in LIFT.body + LIFT.title and words in LIFT_TOO.body + LIFT_TOO.title for words in match.shared)
    assert len(match.shared) <= MOST


def test_one_estate_and_another_trouble_are_not_one_matter() -> None:
    match = LIKENESS.compare(LIFT, PARKING)
    assert match.probability < REPEAT
    assert match.shared == ()


def test_one_trouble_in_two_estates_is_not_one_issue() -> None:
    assert probability(COLD, COLD_ELSEWHERE) < SAME_ISSUE


def test_a_copy_with_small_edits_is_the_same() -> None:
    edited = Statement("翠湖雅居电梯经常困人！！", LIFT.body.replace("上周", "昨天").replace("四十分钟", "半个小时"))
    assert probability(LIFT, edited) > 0.95


def test_what_the_same_words_say_of_another_township_is_another_matter() -> None:
    text = ("路灯不亮", "村口到桥头的路灯坏了两个月，晚上下班黑黢黢的，请尽快修好。")
    here, there = Statement(*text, division="411202201"), Statement(*text, division="411202203000")
    assert probability(Statement(*text), Statement(*text)) > SAME_ISSUE
    assert probability(here, there) < SAME_ISSUE


@pytest.mark.parametrize(
    ("division", "other", "rises"),
    [
        ("411202201", "411202201", True),
        ("411202201000", "411202201", True),  # long and short form of one code
        ("411202201", "411202202", False),
        ("411202201", "411203001", False),
        ("411202201001", "411202201002", False),
    ],
)
def test_a_known_place_speaks_for_or_against(division: str, other: str, rises: bool) -> None:
    placed = probability(
        Statement(LIFT.title, LIFT.body, division=division), Statement(LIFT_TOO.title, LIFT_TOO.body, division=other)
    )
    assert (placed > probability(LIFT, LIFT_TOO)) is rises


@pytest.mark.parametrize("division", [None, "41", "4112", "411202", "411202000000"])
def test_a_place_that_is_open_speaks_neither_way(division: str | None) -> None:
    one = Statement(LIFT.title, LIFT.body, division=division)
    other = Statement(LIFT_TOO.title, LIFT_TOO.body, division="411202201")
    assert probability(one, other) == probability(LIFT, LIFT_TOO)


def test_the_same_class_speaks_for_and_another_against() -> None:
    def classed(one: str, other: str) -> float:
        return probability(Statement(LIFT.title, LIFT.body, one), Statement(LIFT_TOO.title, LIFT_TOO.body, other))

    assert classed("030101", "030200") > probability(LIFT, LIFT_TOO) > classed("030101", "140000")


TEXTS = st.one_of(
    st.text(max_size=120),
    st.lists(
        st.sampled_from(("翠湖雅居", "电梯", "困人", "物业", "，", "车位", "3号楼", "暖气", "😀")), max_size=40
    ).map("".join),
)


@given(TEXTS, TEXTS, TEXTS)
@settings(deadline=None)
def test_the_order_of_the_two_does_not_matter(title: str, body: str, other: str) -> None:
    one, two = Statement(title, body), Statement(other, body)
    there, back = LIKENESS.compare(one, two), LIKENESS.compare(two, one)
    assert there.probability == pytest.approx(back.probability, abs=1e-6)
    assert 0 < there.probability < 1
    assert set(there.shared) == set(back.shared)


@given(TEXTS, TEXTS)
@settings(deadline=None)
def test_a_text_with_any_words_is_like_itself(title: str, body: str) -> None:
    prepared = LIKENESS.prepare(Statement(title, body))
    if len(prepared.keys):
        assert LIKENESS.compare(prepared, prepared).probability > 0.99


def test_nothing_is_like_nothing() -> None:
    assert probability(Statement("", ""), Statement("", "")) < REPEAT


ODD = ("", "😀" * 300, "路灯" * 10_000, "abc " * 5_000, "\ud800", "<p>电梯</p>" * 500, LIFT.body * 200)


@pytest.mark.parametrize("one", ODD)
@pytest.mark.parametrize("other", ODD)
def test_odd_texts_are_compared_at_once(one: str, other: str) -> None:
    started = time.process_time()
    assert 0 < probability(Statement(one[:30], one), Statement(other[:30], other)) < 1
    assert time.process_time() - started < 1


def test_a_comparison_takes_a_fraction_of_a_millisecond() -> None:
    known = LIKENESS.prepare(LIFT)
    took = []
    for _ in range(50):
        started = time.process_time()
        LIKENESS.compare(known, LIFT_TOO)
        took.append(time.process_time() - started)
    assert min(took) < 0.001


def test_topics_that_are_not_those_of_the_card_are_refused(tmp_path: Path) -> None:
    (tmp_path / "likeness.npz").write_bytes(b"other")
    (tmp_path / "likeness.json").write_text('{"topics_sha256": "0"}')
    with pytest.raises(LikenessDamaged):
        Likeness.load(LIKENESS.marks, tmp_path)
