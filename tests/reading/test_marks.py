"""Marks: few, steady, and shared by those who write about one thing."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.reading.background import BackgroundDamaged
from service.reading.marks import MOST_MARKS, Marks

LONG = "翠湖雅居六号楼的电梯坏了半个月，物业说等厂家配件，老人上不了楼。" * 16  # about 500 characters

SHIPPED = Marks.load()


@pytest.fixture(scope="module")
def marks() -> Marks:
    return SHIPPED


def keys(marks: Marks, title: str, body: str) -> set[int]:
    return {mark.key for mark in marks.of(title, body)}


def test_two_people_who_write_about_one_estate_share_several_marks(marks: Marks) -> None:
    one = keys(marks, "翠湖雅居电梯坏了没人修", "我家住翠湖雅居六号楼，电梯坏了半个月。")
    other = keys(marks, "求助", "老人住在十二楼下不来，翠湖雅居的物业一直推脱，说电梯配件没到。")
    assert len(one & other) >= 3


def test_what_everybody_writes_is_no_mark(marks: Marks) -> None:
    assert marks.of("投诉", "尊敬的领导您好，请有关部门处理，谢谢。") == ()


def test_a_signature_is_not_read(marks: Marks) -> None:
    body = "翠湖雅居的电梯坏了半个月，物业一直没有修好，请求督促。"
    signed = f"{body}\n此致\n敬礼\n反映人：欧阳翠萍 联系电话：13800000000 2026年3月6日"
    assert marks.of("电梯", signed) == marks.of("电梯", body)


def test_numbers_and_dates_alone_are_no_marks(marks: Marks) -> None:
    assert marks.of("13800000000", "2026-03-06 41120219990101001X") == ()


def test_a_number_within_a_name_is_part_of_it(marks: Marks) -> None:
    assert keys(marks, "97车贷", "") > keys(marks, "车贷", "")


def test_names_of_the_own_district_can_be_declared_common(marks: Marks) -> None:
    here = Marks(marks.background, common=("湖滨区",))
    assert keys(marks, "", "湖滨区翠湖雅居停电") - keys(here, "", "湖滨区翠湖雅居停电")
    assert keys(here, "", "翠湖雅居停电") <= keys(here, "", "湖滨区，翠湖雅居停电")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("翠湖雅居３号楼电梯", "翠湖雅居3号楼电梯"),  # full-width
        ("請求修復翠湖雅居電梯", "请求修复翠湖雅居电梯"),  # traditional
        ("翠湖·雅居《电梯》", "翠湖雅居电梯"),  # signs that separate nothing
        ("翠湖\n雅居 电梯", "翠湖雅居电梯"),
    ],
)
def test_however_it_is_spelt_the_marks_are_the_same(marks: Marks, one: str, other: str) -> None:
    assert marks.of(one, one) == marks.of(other, other)


@given(title=st.text(max_size=40), body=st.text(max_size=400))
def test_any_text_has_few_marks_that_fit_a_column(title: str, body: str) -> None:
    found = SHIPPED.of(title, body)
    assert len(found) <= MOST_MARKS
    assert len({mark.key for mark in found}) == len(found)
    assert all(-(2**31) <= mark.key < 2**31 and 0 < mark.weight < 20 for mark in found)
    assert found == SHIPPED.of(title, body)


@pytest.mark.parametrize("body", ["", "😀" * 500, "路" * 100_000, "x" * 100_000, "\ud800", "\x00\x01", "。" * 1000])
def test_odd_texts_are_read_at_once(marks: Marks, body: str) -> None:
    started = time.process_time()
    assert len(marks.of(body[:50], body)) <= MOST_MARKS
    assert time.process_time() - started < 0.2


def test_five_hundred_characters_take_a_fraction_of_a_millisecond(marks: Marks) -> None:
    took = []
    for _ in range(50):
        started = time.process_time()
        marks.of("翠湖雅居电梯", LONG)
        took.append(time.process_time() - started)
    assert min(took) < 0.001  # 0.15 ms on a core of its own; a machine at work takes longer


def test_counts_that_are_not_those_of_the_card_are_refused(tmp_path: Path) -> None:
    (tmp_path / "background.npz").write_bytes(b"other")
    (tmp_path / "background.json").write_text('{"counts_sha256": "0"}')
    with pytest.raises(BackgroundDamaged):
        Marks.load(tmp_path)
