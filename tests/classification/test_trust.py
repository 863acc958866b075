"""Fitting what a confidence is worth, and saying what stands on it."""

import json
import random
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from service.bureau.calibrations import load
from service.bureau.load import Bureau
from service.classification.case_evaluation import evaluate_cases
from service.classification.jurist import Jurist
from service.classification.trust_figures import Answered, TrustFigures
from service.classification.trust_fitting import fitted, suggestion, threshold_for, unseen_chances
from service.cli import app
from service.rulebook.confidence import Calibration
from service.rulebook.jurisdiction import Submission
from service.rulebook.vocabulary import Question

from .conftest import DAY
from .test_case_evaluation import GOOD, written


def boastful(count: int) -> list[Answered]:
    """Answers that claim far more than they keep: at a share of 0.9 only 7 of 10 are right."""
    draw = random.Random(5)
    truth = Calibration(0.5, -0.25)
    shares = [draw.uniform(0.05, 0.99) for _ in range(count)]
    return [Answered(share, open=False, right=draw.random() < truth.chance(share)) for share in shares]


def test_the_line_is_found_under_which_the_answers_were_made() -> None:
    line = fitted(boastful(4_000))
    assert line.slope == pytest.approx(0.5, abs=0.06)
    assert line.offset == pytest.approx(-0.25, abs=0.1)


@pytest.mark.parametrize("right", [True, False])
def test_answers_all_right_or_all_wrong_still_give_a_line(right: bool) -> None:
    line = fitted([Answered(share / 20, open=False, right=right) for share in range(1, 20)])
    assert line.slope > 0
    assert (line.chance(0.5) > 0.5) is right


def test_cross_validated_chances_come_near_the_truth() -> None:
    answers = boastful(1_000)
    before = TrustFigures.of(answers).calibration_error
    chances = unseen_chances(answers)
    after = TrustFigures.of(
        [Answered(chance, one.open, one.right) for chance, one in zip(chances, answers, strict=True)]
    ).calibration_error
    assert after < 0.06 < before


def test_the_threshold_is_the_lowest_that_keeps_what_was_asked_for() -> None:
    answers = boastful(2_000)
    chances = unseen_chances(answers)
    right = np.array([one.right for one in answers])
    threshold = threshold_for(0.7, chances, right)
    assert threshold is not None
    assert right[chances >= threshold].mean() >= 0.7 > right[chances >= threshold - 0.01].mean()
    assert threshold_for(0.999, chances, right) is None
    assert "no threshold reaches 1.00" in suggestion(answers, 0.999)
    assert suggestion(answers, 0.7).startswith(f"threshold {threshold:.2f}: ")


def test_what_stands_and_what_is_open_are_counted_apart() -> None:
    answers = [Answered(0.9, False, True), Answered(0.9, False, False), Answered(0.2, True, False)]
    figures = TrustFigures.of(answers)
    assert (figures.cases, figures.stands) == (3, 0.6667)
    assert (figures.accuracy_standing, figures.accuracy_open) == (0.5, 0.0)
    assert TrustFigures.of(answers[:1]).accuracy_open is None
    assert figures.as_json()["stands"] == 0.6667


def test_calibrate_writes_what_a_bureau_can_load(tmp_path: Path) -> None:
    cases = written(
        tmp_path, *({**GOOD, "id": f"T{nth}", "route": ("study", "statutory_duty")[nth % 2]} for nth in range(8))
    )
    out = tmp_path / "calibration.csv"
    run = CliRunner().invoke(app, ["calibrate", str(cases), "--out", str(out), "--accuracy", "0.9"])
    assert run.exit_code == 0, run.output
    lines = load(out)
    assert set(lines) == {Question.PURPOSE, Question.CONTENT_CLASS, Question.ROUTE, Question.ORGAN}
    assert lines[Question.ROUTE].offset < lines[Question.ORGAN].offset
    assert "threshold" in run.output


def test_one_faint_word_names_an_organ_and_leaves_it_to_a_clerk(jurist: Jurist, hubin: Bureau) -> None:
    faint = jurist.classify(Submission("反映问题", "", "有关燃气的事情请处理。"), DAY).organ
    clear = jurist.classify(
        Submission("小区燃气泄漏", "", "燃气公司不修，天然气管道漏气，煤气味大，燃气表也坏。"), DAY
    ).organ
    assert faint.answer == clear.answer == "SMX-ZJJ"
    assert faint.confidence < clear.confidence
    assert faint.open
    assert hubin.trust(Question.ORGAN).threshold == 0.8


def test_the_figures_of_trust_are_printed_and_written(tmp_path: Path, jurist: Jurist, hubin: Bureau) -> None:
    found = evaluate_cases(written(tmp_path, GOOD), jurist, hubin, DAY)
    assert "standing ok" in found.render()
    assert json.loads(json.dumps(found.as_json()))["confidence"]["organ"]["cases"] == 1
    assert found.left_to_clerk in (0, 1)
