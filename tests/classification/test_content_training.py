"""Training and measuring on a few invented cases, and on the real ones where they are at hand."""

import csv
import json
import random
import sys
from datetime import date
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from service.classification.calibration import Calibration, calibration_error, coverage
from service.classification.cases import CasesUnusable, folds, read_cases
from service.classification.content_model import ContentModel
from service.classification.evaluation import evaluate, score
from service.classification.figures import measure
from service.classification.material import Material
from service.classification.training import Card, train
from service.reading.grams import grams

pytest.importorskip("sklearn", reason="needs xinfang[train]")

LABELLED = Path(__file__).resolve().parents[3] / "shared" / "data" / "complaints" / "labelled.csv"
CODES = {"劳动和社会保障": "040000", "教育文体": "060000", "环境保护": "110000"}
WORDS = {
    "劳动和社会保障": ("工资", "社保", "工伤", "劳动合同", "老板", "加班"),
    "教育文体": ("学校", "老师", "补课", "学生", "招生", "学费"),
    "环境保护": ("污水", "臭味", "噪音", "粉尘", "废气", "排放"),
}


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return path


def invented(count: int) -> list[dict[str, str]]:
    """So many cases of each class, made of the class's words."""
    draw = random.Random(7)
    return [
        {
            "title": draw.choice(words),
            "detail": "反映" + "和".join(draw.sample(words, 3)) + f"的问题{n}",
            "label": label,
        }
        for n in range(count)
        for label, words in WORDS.items()
    ]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("data") / "cases.csv", invented(40))


def trained(data: Path, out: Path) -> Card:
    return train(
        Material.of_file(data), out, codes=CODES, trained_at=date(2026, 3, 6), trained_on="invented cases", seed=3
    )


def test_the_same_cases_and_seed_give_the_same_bytes(data: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        trained(data, tmp_path / name)
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_a_trained_model_answers_with_the_codes_it_was_given(data: Path, tmp_path: Path) -> None:
    card = trained(data, tmp_path)
    model = ContentModel.load(tmp_path)
    assert model.weigh(grams("工资", "老板拖欠工资和社保"))[0].code == "040000"
    assert dict(zip(model.names, model.codes, strict=True)) == CODES
    assert model.version == card.version == f"content-20260306-{card.weights_sha256[:8]}"


def test_the_card_says_what_it_was_trained_on_and_how_well_it_does(data: Path, tmp_path: Path) -> None:
    trained(data, tmp_path)
    card = json.loads((tmp_path / "card.json").read_text(encoding="utf-8"))
    assert card["trained_on"] == "invented cases"
    assert card["cases"] == 120
    assert card["figures"]["macro_f1"] > 0.9


def test_the_figures_can_be_read_and_parsed(data: Path) -> None:
    seen: list[str] = []
    evaluation = evaluate(data, progress=seen.append)
    assert seen == [f"fold {n} of 5" for n in range(1, 6)]
    assert "macro-F1" in evaluation.render()
    assert json.loads(json.dumps(evaluation.as_json()))["cases"] == 120


def test_a_modern_label_is_learnt_and_judged_as_the_class_of_its_code(tmp_path: Path) -> None:
    old, mixed = invented(40), invented(40)
    for row in mixed[::2]:
        row["label"] = {"环境保护": "生态环境"}.get(row["label"], row["label"])
    codes = {**CODES, "生态环境": "110000"}
    one = trained(write(tmp_path / "old.csv", old), tmp_path / "one")
    other = train(
        Material.of_file(write(tmp_path / "mixed.csv", mixed), codes),
        tmp_path / "other",
        codes=codes,
        trained_at=date(2026, 3, 6),
        trained_on="invented cases",
        seed=3,
    )
    assert [entry["name"] for entry in other.classes] == ["劳动和社会保障", "教育文体", "环境保护"]
    assert other.weights_sha256 == one.weights_sha256
    model = ContentModel.load(tmp_path / "one")
    assert score(tmp_path / "mixed.csv", model, codes).unknown == 0
    assert score(tmp_path / "mixed.csv", model).unknown > 0
    assert {entry.name for entry in evaluate(tmp_path / "mixed.csv", codes, seed=3).figures.classes} == set(CODES)


def test_a_model_scored_on_its_own_cases_warns(data: Path, tmp_path: Path) -> None:
    trained(data, tmp_path / "model")
    model = ContentModel.load(tmp_path / "model")
    assert "trained on" in score(data, model).render()
    other = write(tmp_path / "other.csv", [*invented(2), {"title": "低保", "detail": "低保没有发放", "label": "民政"}])
    evaluation = score(other, model)
    assert evaluation.unknown == 1
    assert evaluation.accuracy_of_all < evaluation.figures.accuracy
    assert not evaluation.warning
    assert "1 cases are of classes that the model does not know" in evaluation.render()


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"title": "甲", "detail": "乙"}], "no column label"),
        ([{"title": "甲", "detail": "乙", "label": "宇宙"}], "宇宙"),
        ([{"title": "甲", "detail": "乙", "label": "教育文体"}], "all of one class"),
    ],
)
def test_a_file_that_cannot_be_learnt_from_says_why(rows: list[dict[str, str]], message: str, tmp_path: Path) -> None:
    with pytest.raises(CasesUnusable, match=message):
        trained(write(tmp_path / "cases.csv", rows), tmp_path / "model")


@pytest.mark.parametrize("module", ["choosing", "fitting"])
def test_without_scikit_learn_training_says_what_to_install(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, f"service.classification.{module}", raising=False)
    for missing in ("scipy.sparse", "sklearn.svm"):
        monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ImportError, match=r"pip install xinfang\[train\]"):
        import_module(f"service.classification.{module}")


def test_a_file_without_cases_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text("title,detail,label\n", encoding="utf-8")
    with pytest.raises(CasesUnusable, match="no cases"):
        evaluate(tmp_path / "cases.csv")


def test_cases_of_one_class_cannot_be_measured(tmp_path: Path) -> None:
    with pytest.raises(CasesUnusable, match="one class"):
        evaluate(write(tmp_path / "cases.csv", [{"title": "甲", "detail": "乙", "label": "教育文体"}]))


def test_a_model_is_not_scored_on_classes_it_does_not_know(tmp_path: Path) -> None:
    with pytest.raises(CasesUnusable, match="knows"):
        score(write(tmp_path / "cases.csv", [{"title": "甲", "detail": "乙", "label": "宇宙"}]))


def test_near_duplicates_are_never_in_two_folds(tmp_path: Path) -> None:
    rows = [{**row, "dup_group": str(n // 4 + 1)} for n, row in enumerate(invented(20))]
    cases = read_cases(write(tmp_path / "cases.csv", rows))
    parts = folds(cases, seed=1)
    for start in range(0, len(rows), 4):
        assert len(set(parts[start : start + 4].tolist())) == 1
    assert set(parts.tolist()) == {0, 1, 2, 3, 4}


def test_group_zero_means_no_near_duplicate(tmp_path: Path) -> None:
    cases = read_cases(write(tmp_path / "cases.csv", [{**row, "dup_group": "0"} for row in invented(4)]))
    assert len({case.group for case in cases}) == len(cases)


def test_without_groups_texts_that_open_alike_stay_together(tmp_path: Path) -> None:
    opening = "尊敬的领导，我们是某小区的业主，现就物业服务中存在的问题反映如下，" * 2
    rows = [{"title": f"{n}", "detail": opening + f"第{n}次来信", "label": "教育文体"} for n in range(5)]
    cases = read_cases(write(tmp_path / "cases.csv", rows))
    assert len(set(folds(cases, seed=1).tolist())) == 1


def test_the_folds_of_the_file_are_kept(tmp_path: Path) -> None:
    rows = [{**row, "fold5": str(n % 3 + 1)} for n, row in enumerate(invented(3))]
    assert folds(read_cases(write(tmp_path / "cases.csv", rows)), seed=1).tolist() == [0, 1, 2] * 3


def test_a_calibrated_probability_is_a_frequency() -> None:
    random = np.random.default_rng(5)
    leads = random.uniform(1, 4, 20_000)
    right = random.random(20_000) < 1 / (1 + np.exp(-(1.5 * leads - 1)))
    best = random.integers(2, size=20_000)  # neither class is favoured
    verdicts = np.full((20_000, 3), -9.0)
    verdicts[np.arange(20_000), best] = leads
    verdicts[np.arange(20_000), 1 - best] = 0
    labels = np.where(right, best, 1 - best)
    probabilities = Calibration.fit(verdicts, labels).probabilities(verdicts)
    assert calibration_error(probabilities.max(axis=1), probabilities.argmax(axis=1) == labels) < 0.02


def test_a_class_that_the_voters_favour_is_held_back() -> None:
    random = np.random.default_rng(5)
    labels = random.integers(2, size=20_000)
    verdicts = np.stack([np.where(labels == 0, 1.0, -1.0) + random.normal(size=20_000) + 0.8, np.zeros(20_000)], axis=1)
    balanced = Calibration.fit(verdicts, labels).probabilities(verdicts).argmax(axis=1)
    assert (balanced == labels).mean() > (verdicts.argmax(axis=1) == labels).mean() + 0.05
    assert abs(balanced.mean() - 0.5) < 0.02


def test_probabilities_never_sum_to_more_than_one_and_none_overtakes_the_best() -> None:
    doubtful = Calibration.none(3)._replace(offset=-3.0).probabilities(np.array([[0.1, 0.0, -4.0]]))
    assert doubtful.sum() <= 1
    assert doubtful.argmax() == 0


def test_coverage_is_the_share_that_can_be_answered_at_the_wanted_accuracy() -> None:
    confidence = np.array([0.9, 0.8, 0.7, 0.6])
    right = np.array([True, True, False, True])  # 1/1, 2/2, 2/3, 3/4
    assert coverage(confidence, right, 0.98) == 0.5
    assert coverage(confidence, right, 0.75) == 1.0
    assert coverage(confidence, ~right, 0.98) == 0.0


def test_the_figures_of_three_answers_are_these() -> None:
    figures = measure(np.array([[0.9, 0.1], [0.4, 0.6], [0.8, 0.2]]), np.array([0, 1, 1]), ("甲", "乙"))
    assert figures.accuracy == pytest.approx(2 / 3)
    assert [entry.f1 for entry in figures.classes] == pytest.approx([2 / 3, 2 / 3])
    assert [(pair.true, pair.given, pair.cases) for pair in figures.confusions] == [("乙", "甲", 1)]


@pytest.mark.skipif(not LABELLED.exists(), reason="the labelled messages (../shared) are not here")
def test_the_method_keeps_its_figures_on_the_real_messages() -> None:
    figures = evaluate(LABELLED).figures
    assert figures.macro_f1 > 0.92
    assert figures.coverage_98 > 0.80
    assert figures.calibration_error < 0.02
