"""The organ ranking is compared with the departments that answered, each by the types the bureau's table gives."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from service.bureau import departments
from service.bureau.departments import Departments
from service.bureau.load import HUBIN, Bureau
from service.bureau.tables import BrokenReference
from service.classification.cases import CasesUnusable
from service.classification.department_evaluation import evaluate_departments, has_departments
from service.classification.jurist import Jurist

WAGES = ("工地拖欠农民工工资", "包工头欠我们工钱，请劳动监察查处。")
BUS = ("建议增加公交车班次", "公交车半小时一班，等车太久。")


@pytest.fixture(scope="module")
def types(hubin: Bureau) -> Departments:
    return departments.load(HUBIN / departments.FILE, hubin.organs)


DAY = date(2026, 3, 6)


def written(tmp_path: Path, *rows: tuple[str, ...], columns: str = "title,detail,dept_weak,dept_kind") -> Path:
    path = tmp_path / "replies.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns.split(","), *rows])
    return path


def test_a_ranking_of_organs_is_a_ranking_of_departments_each_once(types: Departments) -> None:
    assert types.ranked(("HB-GAJ", "SMX-GAJ", "OUT-UP", "HB-JTJ")) == ("公安", "教育", "文旅体")


def test_right_and_wrong_are_counted_by_kind_and_by_department(
    tmp_path: Path, jurist: Jurist, hubin: Bureau, types: Departments
) -> None:
    path = written(tmp_path, (*WAGES, "人社", "signature"), (*BUS, "交通", "first_mention"), (*BUS, "林业", "transfer"))
    found = evaluate_departments(path, jurist, hubin, types, DAY)
    assert [(one.right, one.asked) for one in found.by_kind["all"]] == [(2, 3), (2, 3)]
    assert found.by_kind["strong kinds"][0].rate == 0.5
    assert found.by_department["林业"][1].rate == 0.0
    assert found.confusions == (("林业", "交通", 1),)
    assert json.loads(json.dumps(found.as_json()))["by_department"]["人社"] == {"cases": 1, "top_1": 1.0, "top_3": 1.0}
    assert "林业 → 交通" in found.render()


def test_a_row_without_a_department_is_left_out_and_said(
    tmp_path: Path, jurist: Jurist, hubin: Bureau, types: Departments
) -> None:
    found = evaluate_departments(written(tmp_path, (*WAGES, "人社", ""), (*BUS, " ", "")), jurist, hubin, types, DAY)
    assert (found.by_kind["all"][0].asked, found.unlabelled) == (1, 1)


def test_a_department_that_no_organ_counts_as_is_wrong_and_named(
    tmp_path: Path, jurist: Jurist, hubin: Bureau, types: Departments
) -> None:
    found = evaluate_departments(written(tmp_path, (*WAGES, "海事", "signature")), jurist, hubin, types, DAY)
    assert found.by_department["海事"][1].rate == 0.0
    assert found.unmapped == ("海事",)


def test_the_kind_of_label_may_be_missing_but_not_the_label(
    tmp_path: Path, jurist: Jurist, hubin: Bureau, types: Departments
) -> None:
    plain = written(tmp_path, (*WAGES, "人社"), columns="title,detail,dept_weak")
    assert has_departments(plain)
    assert evaluate_departments(plain, jurist, hubin, types, DAY).by_kind["all"][0].rate == 1.0
    other = written(tmp_path, WAGES, columns="title,detail")
    assert not has_departments(other)
    with pytest.raises(CasesUnusable, match="dept_weak"):
        evaluate_departments(other, jurist, hubin, types, DAY)
    with pytest.raises(CasesUnusable, match="no row"):
        evaluate_departments(written(tmp_path), jurist, hubin, types, DAY)


def test_every_organ_has_one_line_in_the_table(tmp_path: Path, hubin: Bureau) -> None:
    lines = (HUBIN / departments.FILE).read_text(encoding="utf-8").splitlines()
    table = tmp_path / "departments.csv"
    table.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    with pytest.raises(BrokenReference, match="a line for OUT-UP"):
        departments.load(table, hubin.organs)
    table.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    with pytest.raises(BrokenReference, match="no earlier line"):
        departments.load(table, hubin.organs)
