"""Splits are counted against the claims that a file states; where it states none, nothing is scored."""

from pathlib import Path
from typing import Any

from service.bureau.load import Bureau
from service.classification.case_evaluation import CaseEvaluation, evaluate_cases
from service.classification.jurist import Jurist
from tests.classification.conftest import DAY
from tests.classification.test_case_evaluation import GOOD, written
from tests.classification.test_claims import GUARDED, TWO

STATED = [{"organ": "HB-RSJ"}, {"organ": "HB-XFDD"}]


def judged(tmp_path: Path, jurist: Jurist, hubin: Bureau, *cases: dict[str, Any]) -> CaseEvaluation:
    return evaluate_cases(written(tmp_path, *({**GOOD, **case} for case in cases)), jurist, hubin, DAY)


def test_splits_are_right_missed_or_needless(tmp_path: Path, jurist: Jurist, hubin: Bureau) -> None:
    split = {"title": TWO.subject, "detail": TWO.facts}
    found = judged(
        tmp_path,
        jurist,
        hubin,
        {"id": "right", **split, "claims": STATED},
        {"id": "missed", "claims": STATED},
        {"id": "needless", **split, "claims": None},
        {"id": "single", "claims": STATED[:1]},
    ).claims
    assert (found.right, found.missed, found.needless) == (("right",), ("missed",), ("needless",))
    assert (found.organs_right, found.organs_asked) == (1, 2)
    assert found.as_json()["precision"] == found.as_json()["recall"] == 0.5
    assert "1 split rightly, 1 missed, 1 needlessly" in found.render()


def test_where_no_case_states_claims_splits_are_only_named(tmp_path: Path, jurist: Jurist, hubin: Bureau) -> None:
    found = judged(tmp_path, jurist, hubin, {"id": "read me", "title": TWO.subject, "detail": TWO.facts}).claims
    assert found.needless == ()
    assert found.as_json()["precision"] is None
    assert "read me" in found.render()


def test_an_accused_organ_in_a_claim_is_a_violation_too(tmp_path: Path, jurist: Jurist, hubin: Bureau) -> None:
    case = {"id": "T1", "title": GUARDED.subject, "detail": GUARDED.facts}
    assert judged(tmp_path, jurist, hubin, {**case, "accused_organ": "HB-ZJJ"}).guard_violations == ()
    # 人社局 stands for any organ that a claim reaches
    assert judged(tmp_path, jurist, hubin, {**case, "accused_organ": "HB-RSJ"}).guard_violations == ("T1",)


def test_the_shared_cases_are_split_with_care(cases: Path, jurist: Jurist, hubin: Bureau) -> None:
    found = evaluate_cases(cases / "petitions.jsonl", jurist, hubin, DAY).claims
    assert len(found.right) >= 1
    assert found.needless == ()
    assert evaluate_cases(cases / "real_labelled.jsonl", jurist, hubin, DAY).claims.split == ()
