"""条例 24(2): organs are split, merged and abolished on a day; from that day on their successor is competent."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from service.bureau.load import HUBIN, Bureau, load
from service.classification.jurist import Jurist
from service.rulebook.jurisdiction import Submission

from .conftest import SilentModel

LAST = date(2026, 6, 30)
REFORM = LAST + timedelta(days=1)
STALL = Submission("车站街道占道经营没人管", "", "夜市小摊占道经营，请城管局查处。")
FOREST = Submission("交口乡有人毁林开荒", "", "有人砍伐林木，破坏林地，请林业局查处。")
ACCUSATION = Submission("举报城管局局长受贿", "", "城管局局长收受贿赂，以权谋私，占道经营的摊贩都知道。")


def reformed(tmp_path: Path, *lines: tuple[str, str]) -> Bureau:
    """The packaged bureau with lines of organs.csv replaced, or added where nothing is to be replaced."""
    directory = tmp_path / "bureau"
    directory.mkdir(exist_ok=True)
    for file in HUBIN.iterdir():
        (directory / file.name).write_bytes(file.read_bytes())
    path = directory / "organs.csv"
    text = path.read_text(encoding="utf-8")
    for begin, line in lines:
        old = next((each for each in text.splitlines() if begin and each.startswith(begin + ",")), "")
        text = text.replace(old, line, 1) if old else text + line + "\n"
    path.write_text(text, encoding="utf-8")
    return load(directory)


CGJ_ENDS = ("HB-CGJ", f"HB-CGJ,区城市管理局,district,government,,市容环卫,,{LAST},HB-ZFJ,,")
ZFJ_BEGINS = ("", f"HB-ZFJ,区综合行政执法局,district,government,,市容环卫、综合执法,{REFORM},,,,")


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    return reformed(tmp_path_factory.mktemp("merged"), CGJ_ENDS, ZFJ_BEGINS)


def candidates(bureau: Bureau, submission: Submission, on: date) -> list[str]:
    return [each.code for each in Jurist(bureau, SilentModel()).classify(submission, on).organ.candidates]


def test_an_organ_receives_until_its_last_day_and_its_successor_from_the_next(merged: Bureau) -> None:
    assert candidates(merged, STALL, LAST)[0] == "HB-CGJ"
    after = candidates(merged, STALL, REFORM)
    assert after[0] == "HB-ZFJ"
    assert "HB-CGJ" not in after


def test_what_a_rule_and_the_petitioner_say_of_predecessor_and_successor_adds_up(tmp_path: Path) -> None:
    joined = reformed(tmp_path, ("HB-ZJJ", f"HB-ZJJ,区住房和城乡建设局,district,government,,住建,,{LAST},HB-CGJ,,"))
    one = Jurist(joined, SilentModel())
    before, after = (one.classify(STALL, day).organ.confidence for day in (LAST, REFORM))
    assert after >= before


def test_rules_may_name_an_organ_before_its_day_has_come(tmp_path: Path) -> None:
    bureau = reformed(tmp_path, ("HB-SCJ", f"HB-SCJ,区市场监督管理局,district,government,,市场,{REFORM},,,,"),
                      ("", f"HB-GSJ,区工商局,district,government,,市场,,{LAST},HB-SCJ,,"))  # fmt: skip
    shop = Submission("超市卖过期食品", "", "在超市买到过期食品，要求退一赔十，请查处。")
    assert candidates(bureau, shop, LAST)[0] == "HB-GSJ"
    assert candidates(bureau, shop, REFORM)[0] == "HB-SCJ"


def test_an_organ_that_nobody_followed_is_no_candidate_even_if_it_is_written_to(tmp_path: Path) -> None:
    bureau = reformed(tmp_path, ("", f"HB-CLJ,区残疾车辆管理处,district,government,,车辆,,{LAST},,,"))
    letter = Submission("反映情况", "", "尊敬的区残疾车辆管理处：我家门口的路灯坏了。")
    assert "HB-CLJ" in candidates(bureau, letter, LAST)
    assert "HB-CLJ" not in candidates(bureau, letter, REFORM)


def test_an_accusation_of_a_predecessor_bars_its_successor(merged: Bureau) -> None:
    for day in (LAST, REFORM):
        codes = candidates(merged, ACCUSATION, day)
        assert codes[0] == "HB-JW"
        assert not set(codes) & {"HB-CGJ", "HB-ZFJ"}


def test_the_township_of_the_problem_is_answered_by_who_governs_it_that_day(tmp_path: Path) -> None:
    bureau = reformed(
        tmp_path,
        ("HB-X02", f"HB-X02,磁钟乡人民政府,township,government,,乡,,{LAST},HB-Z02,,411202202"),
        ("", f"HB-Z02,磁钟镇人民政府,township,government,,镇,{REFORM},,,,411202202"),
    )
    village = Submission("磁钟乡村务不公开", "", "村集体的账目没有公开过，村委会不管。")
    assert candidates(bureau, village, LAST)[0] == "HB-X02"
    assert candidates(bureau, village, REFORM)[0] == "HB-Z02"


def test_without_a_reform_every_day_gives_the_same_answer(hubin: Bureau) -> None:
    jurist = Jurist(hubin, SilentModel())
    assert jurist.classify(FOREST, date(1999, 1, 1)) == jurist.classify(FOREST, date(2099, 1, 1))
