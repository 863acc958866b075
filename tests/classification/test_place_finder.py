"""Where the problem is, whatever else a petition names (条例 5(3): 属地管理)."""

import pytest

from service.bureau.load import Bureau
from service.classification.place import PlaceFinder
from service.rulebook.jurisdiction import Submission
from service.rulebook.vocabulary import TextField


@pytest.fixture(scope="module")
def finder(hubin: Bureau) -> PlaceFinder:
    return PlaceFinder(hubin.divisions, hubin.place_aliases, hubin.division)


def placed(finder: PlaceFinder, title: str, facts: str = "", place: str = "", code: str | None = None) -> str:
    return finder.find(Submission(title, "", facts, problem_place=place, division_code=code)).candidates[0].code


@pytest.mark.parametrize(
    ("title", "facts", "division"),
    [
        ("交口乡道路积水", "", "411202201"),
        ("路灯不亮", "涧河街道的路灯坏了一个月。", "411202004"),
        ("路灯不亮", "前进办事处门口的路灯坏了。", "411202002"),
        ("水渠垮塌", "高庙乡羊虎山村的水渠垮了。", "411202203203"),
        ("吃水困难", "我们杨家窑的水塔干了。", "411202202205"),
        ("黄河路施工", "围挡占了半边路。", "411202"),
    ],
)
def test_a_township_or_village_of_the_district_is_found(
    finder: PlaceFinder, title: str, facts: str, division: str
) -> None:
    assert placed(finder, title, facts) == division


@pytest.mark.parametrize(
    ("title", "facts", "division"),
    [
        ("灵宝市一家工厂欠薪", "我是湖滨区人，在灵宝市干活。", "411282"),
        ("甘棠街道物业问题", "三门峡市区甘棠街道的小区。", "411203001"),
        ("后川村垃圾没人清", "", "411271560202"),
        ("开发区企业污染", "开发区的厂子冒黑烟。", "411271"),
        ("山西省平陆县的沙场", "平陆县的沙场很吵，我住在会兴。", "140829"),
        ("渑池县英豪镇的冒名贷款", "", "411221101"),
    ],
)
def test_a_place_outside_is_recognised_though_the_writer_lives_inside(
    finder: PlaceFinder, title: str, facts: str, division: str
) -> None:
    found = placed(finder, title, facts)
    assert found == division
    assert not finder.within_home(found)


@pytest.mark.parametrize(
    "facts",
    [
        "我户口在灵宝市朱阳镇，在会兴街道的工地干活，工钱没给。",
        "我是卢氏县人，会兴街道的工地欠我工钱。",
        "我们从四川来，会兴街道的工地欠我们工钱。",
        "我老家渑池县，现在会兴街道的工地欠我工钱。",
    ],
)
def test_the_place_of_the_problem_stands_above_the_place_of_registration(finder: PlaceFinder, facts: str) -> None:
    assert placed(finder, "工地不给工钱", facts) == "411202006"


def test_who_is_addressed_is_not_where_the_problem_is(finder: PlaceFinder) -> None:
    assert placed(finder, "讨要定金", "湖滨区政府领导：灵宝市一家家具店收了定金不送货。") == "411282"


@pytest.mark.parametrize(
    ("facts", "division"),
    [("大安办事处的路灯不亮。", "411202005"), ("高庙乡大安村的路灯不亮。", "411202203200")],
)
def test_two_places_of_one_name_are_told_apart_by_what_stands_beside(
    finder: PlaceFinder, facts: str, division: str
) -> None:
    assert placed(finder, "大安路灯不亮", facts) == division


def test_a_road_named_after_another_city_says_nothing(finder: PlaceFinder) -> None:
    answer = finder.find(Submission("上海路井盖坏了", "", "郑州酒店门口的井盖坏了。"))
    assert not answer.stated
    assert answer.candidates[0].code == "411202"


def test_without_a_place_the_own_district_is_presumed_and_said_to_be_a_presumption(finder: PlaceFinder) -> None:
    answer = finder.find(Submission("网上购物被骗", "", "卖家不发货。"))
    assert answer.candidates[0].code == "411202"
    assert not answer.stated
    assert answer.evidence["411202"] == ()


def test_the_stated_division_stands_above_a_word_in_passing(finder: PlaceFinder) -> None:
    assert placed(finder, "工钱没给", "我在郑州住。", code="411202201") == "411202201"


def test_the_field_for_the_place_stands_above_the_text(finder: PlaceFinder) -> None:
    assert placed(finder, "噪声扰民", "我家住前进街道。", place="车站街道广场") == "411202003"


def test_the_evidence_points_at_the_words_as_they_were_written(finder: PlaceFinder) -> None:
    submission = Submission("求助", "", "地点：交口鄉政府旁")  # traditional character
    answer = finder.find(submission)
    (span,) = answer.evidence["411202201"]
    assert submission.text(TextField(span.field))[span.start : span.end] == "交口鄉"


@pytest.mark.parametrize("text", ["", " ", "😀😀", "12345678901", "a" * 5000, "ئۇيغۇرچە", "\x00\x01"])
def test_any_text_gets_an_answer(finder: PlaceFinder, text: str) -> None:
    assert placed(finder, text, text, text) == "411202"


@pytest.mark.parametrize(
    ("facts", "division"),
    [
        ("我在泉脑小学旧址旁边办画室，养殖场臭得开不了窗。", "411202202202"),
        ("反映侯桥养猪场的臭味。", "411202201208"),
        ("我们野鹿好多户都没领到补贴。", "411202201209"),
        ("羊虎山街上的垃圾没人收。", "411202203203"),
        ("建房要审批，怎么办？", "411202"),
        ("我家靠着新兴产业园。", "411202"),
    ],
)
def test_a_short_village_name_is_heard_where_it_can_begin_and_no_word_is_taken_for_one(
    finder: PlaceFinder, facts: str, division: str
) -> None:
    assert placed(finder, "", facts) == division


@pytest.mark.parametrize(
    ("facts", "division"),
    [
        ("我住湖滨区车站街道，但这事不是我家，是我爹妈那边，陕州区大营镇的厂子夜里打铁。", "411203100"),
        ("我家在湖滨区车站街道住，但这事是我老家陕州区张茅乡的，村里把我爹的地收走了。", "411203"),
        ("义马市的工地上干了三个月，老板不给钱，我住在湖滨区。", "411281"),
        ("渑池县法院判了不执行，我现在湖滨区租房。", "411221"),
        ("小区在开发区向阳街道，找湖滨区住建局，湖滨区说不归他们。", "411271"),
    ],
)
def test_where_somebody_lives_or_who_answered_them_is_not_where_it_is(
    finder: PlaceFinder, facts: str, division: str
) -> None:
    assert placed(finder, "", facts).startswith(division)
