"""The evaluation counts what LABELS.md says it counts."""

import json
from pathlib import Path
from typing import Any

import pytest

from service.bureau.load import Bureau
from service.classification.case_evaluation import evaluate_cases
from service.classification.jurist import Jurist

from .conftest import DAY

GOOD: dict[str, Any] = {
    "id": "T1",
    "title": "会兴街道工地拖欠农民工工资",
    "detail": "包工头欠我工钱，请查处。",
    "purpose": "appeal",
    "field": "劳动和社会保障",
    "field_alt": [],
    "route": "statutory_duty",
    "organ": "HB-RSJ",
    "organ_alt": [],
    "in_district": True,
    "township": "411202006",
    "place_level": "township",
    "place_hint": "会兴街道",
    "accused_organ": None,
    "certainty": 3,
}


def written(tmp_path: Path, *cases: dict[str, Any]) -> Path:
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(json.dumps(case, ensure_ascii=False) for case in cases) + "\n", encoding="utf-8")
    return path


def test_a_right_answer_counts_and_a_wrong_one_is_named(tmp_path: Path, jurist: Jurist, hubin: Bureau) -> None:
    wrong = {**GOOD, "id": "T2", "organ": "HB-TJJ", "route": "study", "township": "411202001", "certainty": 1}
    found = evaluate_cases(written(tmp_path, GOOD, wrong), jurist, hubin, DAY)
    assert found.cases == 2
    assert (found.all["organ top-1"].right, found.all["organ top-1"].asked) == (1, 2)
    assert found.sure["organ top-1"].rate == 1.0
    assert found.wrong["route"] == ("T2",)
    assert found.wrong["township"] == ("T2",)


def test_an_accepted_alternative_counts(tmp_path: Path, jurist: Jurist, hubin: Bureau) -> None:
    case = {**GOOD, "organ": "HB-TJJ", "organ_alt": ["HB-RSJ"], "field": "其他", "field_alt": ["劳动和社会保障"]}
    found = evaluate_cases(written(tmp_path, case), jurist, hubin, DAY)
    assert found.all["organ top-1"].rate == 1.0
    assert found.all["class"].rate == 1.0


def test_a_case_is_not_asked_what_it_does_not_say(tmp_path: Path, jurist: Jurist, hubin: Bureau) -> None:
    case = {**GOOD, "in_district": None, "place_level": "estate_or_context"}
    found = evaluate_cases(written(tmp_path, case), jurist, hubin, DAY)
    assert found.all["in district"].rate is None
    assert found.all["township"].rate is None


def test_a_case_without_places_is_read_as_if_in_the_district(tmp_path: Path, jurist: Jurist, hubin: Bureau) -> None:
    lettered = {**GOOD, "title": "平陆县工地拖欠农民工工资", "in_district": None}
    del lettered["place_hint"], lettered["field_alt"]
    assert evaluate_cases(written(tmp_path, lettered), jurist, hubin, DAY).all["organ top-1"].rate == 1.0


def test_where_places_are_letters_any_township_stands_for_the_one_named(
    tmp_path: Path, jurist: Jurist, hubin: Bureau
) -> None:
    village = {**GOOD, "title": "反映村务公开问题", "detail": "村委会的账目三年没有公开，村民代表大会也没开过。"}
    village |= {"organ": "HB-X01", "in_district": None}
    del village["place_hint"]
    assert evaluate_cases(written(tmp_path, village), jurist, hubin, DAY).all["organ top-1"].rate == 1.0


def test_an_accused_organ_among_the_candidates_is_a_violation(tmp_path: Path, jurist: Jurist, hubin: Bureau) -> None:
    found = evaluate_cases(written(tmp_path, {**GOOD, "accused_organ": "HB-RSJ"}), jurist, hubin, DAY)
    assert found.guard_violations == ("T1",)


def test_the_figures_come_as_text_and_as_json(tmp_path: Path, jurist: Jurist, hubin: Bureau) -> None:
    found = evaluate_cases(written(tmp_path, GOOD), jurist, hubin, DAY)
    assert "1.000 (1/1)" in found.render()
    assert json.loads(json.dumps(found.as_json()))["all"]["purpose"] == {"right": 1, "asked": 1, "rate": 1.0}


@pytest.mark.parametrize("file", ["petitions.jsonl", "real_labelled.jsonl"])
def test_the_shared_cases_can_be_judged_and_none_breaks_the_guard(
    cases: Path, jurist: Jurist, hubin: Bureau, file: str
) -> None:
    found = evaluate_cases(cases / file, jurist, hubin, DAY)
    assert found.cases > 100
    assert found.guard_violations == ()
