"""To ask an organ to act is more than to name it."""

import pytest

from service.bureau.load import Bureau
from service.classification.asking import AskedOrgans


@pytest.fixture(scope="module")
def asked(hubin: Bureau) -> AskedOrgans:
    return AskedOrgans(hubin.organ_aliases)


@pytest.mark.parametrize(
    ("words", "organ"),
    [
        ("请卫健委查", "HB-WJW"),
        ("希望城管局尽快来人", "HB-CGJ"),
        ("林业局赶紧上山查毁林", "HB-LYJ"),
        ("公安立刑事案件", "HB-GAJ"),
        ("环保把灰治住", "HB-HBJ"),
        ("第一个请住建,能不能给个时间", "HB-ZJJ"),
        ("请问环保部门,污水直排合法吗", "HB-HBJ"),
    ],
)
def test_a_demand_is_found(asked: AskedOrgans, words: str, organ: str) -> None:
    assert [code for _, code in asked.find(words)] == [organ]


@pytest.mark.parametrize(
    "words",
    [
        "住建局说财政局没有钱",
        "我去环保局问过三次",
        "只好请城管局的人看了一眼",
        "希望教育公平",
        "多次找公安局立案",
        "城管来量过尺寸",
    ],
)
def test_a_name_in_a_story_is_none(asked: AskedOrgans, words: str) -> None:
    assert list(asked.find(words)) == []


def test_two_demands_stand_where_they_stand(asked: AskedOrgans) -> None:
    words = "前一个请卫健委查,后一个请医保局查"
    assert [(words[at : at + 3], code) for at, code in asked.find(words)] == [
        ("卫健委", "HB-WJW"),
        ("医保局", "HB-YBJ"),
    ]
