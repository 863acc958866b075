"""What leads to a person is masked as people write it, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.desk.discretion import about
from service.reading.masking import masked
from service.register.petitioners import Petitioner

WRITTEN = [
    ("电话13812345678。", "电话138****5678。"),
    ("tel13812345678", "tel138****5678"),
    ("138 1234 5678", "138 **** 5678"),
    ("138-1234-5678", "138******5678"),
    ("+8613812345678", "+86*******5678"),
    ("１３８１２３４５６７８", "１３８****５６７８"),
    ("一三八一二三四五六七八", "一三八****五六七八"),
    ("张一13812345678", "张一138****5678"),
    ("身份证41120219800101123X", "身份证411202***********X"),
    ("身份证 411202 19800101 123x", "身份证 411202 ******** ***x"),
    ("0398-2812345", "0398******45"),
    ("卡号6222 0212 3456 7890 123", "卡号6222 **** **** **** 123"),
    ("车牌豫M12345", "车牌豫M***45"),
    ("新能源豫MD12345", "新能源豫M****45"),
    ("护照E12345678", "护照E******78"),
    ("wang.x@qq.com", "w********.com"),
]
LEFT = [
    "编号HB8706518564",
    "2026年11月30日收取1500元，2026-11-30",
    "湖滨区411202002003",
    "ab" * 32,
    "138123456789012345678901234567890",
    "三门峡市湖滨区前进街道",
]
WANG = Petitioner(
    "王小明", "河南省三门峡市湖滨区前进街道崤山路12号院3单元501室", "0398 281 2345", "resident_id", "41120219800101123X"
)


@pytest.mark.parametrize(("written", "shown"), WRITTEN)
def test_a_number_of_a_person_is_masked_however_it_is_written(written: str, shown: str) -> None:
    assert masked(written) == shown


@pytest.mark.parametrize("written", LEFT)
def test_what_is_no_number_of_a_person_stays(written: str) -> None:
    assert masked(written) == written


@given(st.text(alphabet="0123456789一三八 -X豫MD@.aA１３８（）张", max_size=60))
def test_a_text_keeps_its_length_and_its_blanks(written: str) -> None:
    shown = masked(written)

    assert len(shown) == len(written)
    assert [sign.isspace() for sign in shown] == [sign.isspace() for sign in written]
    assert masked(shown) == shown or "*" in shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("我叫王小明，家人叫我小明", "我叫王**，家人叫我小明"),
        ("王 小 明", "王 * *"),
        ("住崤山路12号院3单元501室", "住**************"),
        ("住 崤山路 12号院 三楼", "住 *** **** 三楼"),
        ("家在崤山路12号，路灯坏了", "家在******，路灯坏了"),
        ("前进街道的路灯坏了", "前进街道的路灯坏了"),
        ("座机0398-2812345", "座机039*********"),
    ],
)
def test_the_petitioners_own_name_and_dwelling_are_masked_where_they_are_written(written: str, shown: str) -> None:
    assert about([WANG]).text(written) == shown


def test_whatever_an_event_says_is_masked_at_any_depth() -> None:
    said = {"text": "我是王小明", "found": [{"phone": "13812345678", "n": 3, "at": None}], "ok": True}

    shown = about([WANG]).value(said)

    assert shown == {"text": "我是王**", "found": [{"phone": "138****5678", "n": 3, "at": None}], "ok": True}
