"""What the loaded tables of 湖滨区 answer."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from service.bureau.content_classes import level1_of
from service.bureau.divisions import short
from service.bureau.labels import LABELLED
from service.bureau.load import Bureau, fingerprint
from service.bureau.organs import Organs
from service.bureau.tables import Validity


def test_the_bureau_knows_itself_and_its_superior(hubin: Bureau) -> None:
    assert (hubin.division, hubin.number_prefix) == ("411202", "HB")
    assert hubin.organs.name(hubin.superior) == "三门峡市信访局"


def test_a_village_knows_all_above_it(hubin: Bureau) -> None:
    village = next(one for one in hubin.divisions if one.level == "village" and one.code.startswith("411202201"))
    assert hubin.divisions.ancestors(village.code) == ("411202201", "411202", "4112", "41")
    assert hubin.divisions.path(village.code).startswith("河南省三门峡市湖滨区交口乡")


@pytest.mark.parametrize(
    ("code", "ancestor", "inside"),
    [
        ("411202001", "411202", True),
        ("411202", "411202", True),
        ("411271560", "411202", False),  # 向阳街道 is kept under the development zone
        ("411203001", "411202", False),  # 甘棠街道 lies in 陕州区, next door
        ("000000", "411202", False),
    ],
)
def test_within_follows_the_register_and_not_the_map(hubin: Bureau, code: str, ancestor: str, inside: bool) -> None:
    assert hubin.divisions.within(code, ancestor) is inside


@pytest.mark.parametrize(
    ("code", "shortened"),
    [("411202000000", "411202"), ("411200000000", "4112"), ("410000", "41"), ("411202001000", "411202001")],
)
def test_the_long_form_of_a_code_is_understood(hubin: Bureau, code: str, shortened: str) -> None:
    assert short(code) == shortened
    assert hubin.divisions.find(code) is not None


def test_every_class_of_the_second_and_third_level_lies_under_one_of_the_first(hubin: Bureau) -> None:
    classes = hubin.content_classes
    assert len(classes.level1()) == 17
    assert all(level1_of(one.code) in classes for one in classes)
    assert classes.path("990000", date(2026, 3, 6)) == "其他"


def test_an_old_name_of_a_class_gives_way_to_the_modern_one_on_its_day(hubin: Bureau) -> None:
    land = hubin.content_classes.by_name("自然资源")
    assert land is not None
    assert land.code == "020000"
    assert land.name_on(date(2018, 3, 16)) == "国土资源"
    assert land.name_on(date(2018, 3, 17)) == "自然资源"


@pytest.mark.parametrize(
    ("code", "day", "path"),
    [
        ("010401", date(2018, 3, 16), "农村农业/扶贫开发/扶贫开发资金使用管理"),
        ("010401", date(2021, 2, 24), "农业农村/扶贫开发/扶贫开发资金使用管理"),
        ("010401", date(2021, 2, 25), "农业农村/乡村振兴/扶贫开发资金使用管理"),
        ("020301", date(2026, 3, 6), "自然资源/土地征收/安置补偿"),
        ("070202", date(2026, 3, 6), "民政/退役军人安置/转业退伍安置"),
        ("040103", date(2016, 1, 3), "劳动和社会保障/城乡居民社会保险/城乡居民医疗保险"),
    ],
)
def test_a_class_is_called_at_every_level_as_it_is_called_on_the_day(
    hubin: Bureau, code: str, day: date, path: str
) -> None:
    assert hubin.content_classes.path(code, day) == path


def test_both_names_of_a_class_lead_to_its_one_code(hubin: Bureau) -> None:
    classes = hubin.content_classes
    for old, modern in (
        ("国土资源", "自然资源"),
        ("卫生计生", "卫生健康"),
        ("环境保护", "生态环境"),
        ("农村农业", "农业农村"),
    ):
        assert classes.by_name(old) is not None
        assert classes.by_name(old) == classes.by_name(modern)
    assert classes.by_name("生态") is None


def test_each_township_has_the_organ_that_governs_it(hubin: Bureau) -> None:
    townships = [one for one in hubin.divisions if one.parent == hubin.division]
    assert len(townships) == 10
    for township in townships:
        organ = hubin.organs.of_division(township.code)
        assert organ is not None
        assert township.name[:2] in organ.name


def test_an_organ_that_was_abolished_hands_over_to_its_successor(hubin: Bureau) -> None:
    organs = dict(hubin.organs.by_code)
    gone = replace(organs["HB-LYJ"], validity=Validity(None, date(2026, 6, 30)), successor="HB-ZRJ")
    after = Organs({**organs, "HB-LYJ": gone})
    assert after.in_force("HB-LYJ", date(2026, 6, 30)) == gone
    assert after.in_force("HB-LYJ", date(2026, 7, 1)) == organs["HB-ZRJ"]


def test_an_organ_without_a_successor_is_gone(hubin: Bureau) -> None:
    organs = dict(hubin.organs.by_code)
    gone = replace(organs["HB-LYJ"], validity=Validity(None, date(2026, 6, 30)))
    assert Organs({**organs, "HB-LYJ": gone}).in_force("HB-LYJ", date(2026, 7, 1)) is None


def test_subordinates_reach_to_any_depth(hubin: Bureau) -> None:
    organs = dict(hubin.organs.by_code)
    deeper = replace(organs["HB-LDZC"], code="HB-DEEP", parent="HB-LDZC")
    below = Organs({**organs, "HB-DEEP": deeper}).subordinates("HB-RSJ")
    assert below == {"HB-LDZC", "HB-DEEP"}


def test_every_value_that_leaves_the_service_has_two_labels(hubin: Bureau) -> None:
    for enum in LABELLED:
        assert list(hubin.labels.of_enum(enum.__name__)) == [member.value for member in enum]
        for member in enum:
            assert hubin.labels.of(member).zh
            assert hubin.labels.of(member).en


def test_the_fingerprint_changes_with_any_byte(directory: Path, hubin: Bureau) -> None:
    assert fingerprint(directory) == hubin.fingerprint
    with (directory / "lexicon.csv").open("ab") as lexicon:
        lexicon.write("heating,1.0,热力站\n".encode())
    assert fingerprint(directory) != hubin.fingerprint


def test_every_subject_and_default_names_an_organ_that_can_receive(hubin: Bureau) -> None:
    for subject in hubin.rules.subjects.values():
        assert subject.organs
        assert subject.route
    assert set(hubin.rules.defaults) == {one.code for one in hubin.content_classes.level1()}
