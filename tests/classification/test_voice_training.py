"""Training the voices on a few invented cases: what it learns, that it repeats itself, and what it refuses."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from service.bureau.load import Bureau
from service.classification.cases import CasesUnusable
from service.classification.told_titles import told, told_messages
from service.classification.voice import CARD_FILE, HEADS, WEIGHTS_FILE, Voices
from service.reading.grams import grams
from service.rulebook.vocabulary import Purpose, Question
from tests.classification.conftest import SilentModel

pytest.importorskip("sklearn", reason="needs xinfang[train]")

from service.classification.voice_training import Material, Trained, train

KINDS = (
    ("appeal", "statutory_duty", "HB-RSJ", "工地{n}拖欠工资", "老板{n}欠我们工资三个月不给，请查处。"),
    ("inquiry", "reply", "HB-YBJ", "请问医保{n}怎么办", "想了解异地就医{n}报销需要什么材料，谢谢。"),
    ("suggestion", "study", "HB-CGJ", "建议增设路灯{n}", "建议在公园{n}增设路灯，方便居民散步。"),
    ("accusation", "discipline", "HB-JW", "举报村支书{n}贪污", "村支书{n}贪污集体资金，虚报冒领。"),
)
DAY = date(2026, 11, 24)


def case(number: int, kind: tuple[str, str, str, str, str], **changed: Any) -> dict[str, Any]:
    purpose, route, organ, title, detail = kind
    return {
        "id": f"{purpose}{number}",
        "title": title.format(n=number),
        "detail": f"第{number}封。" + detail.format(n=number),
        "purpose": purpose,
        "route": route,
        "organ": organ,
        "field": "其他",
        "certainty": 3,
    } | changed


def write(path: Path, cases: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in cases), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(
        tmp_path_factory.mktemp("voices") / "cases.jsonl", [case(n, kind) for n in range(12) for kind in KINDS]
    )


def trained(material: Material, out: Path, bureau: Bureau) -> Trained:
    return train(material, out, bureau=bureau, model=SilentModel(), trained_at=DAY, trained_on="invented cases")


@dataclass(frozen=True)
class Learnt:
    """What the cases have taught, and where it lies."""

    folder: Path
    done: Trained


@pytest.fixture(scope="module")
def learnt(cases: Path, tmp_path_factory: pytest.TempPathFactory, hubin: Bureau) -> Learnt:
    """Read by tests, changed by none."""
    folder = tmp_path_factory.mktemp("learnt")
    return Learnt(folder, trained(Material([cases]), folder, hubin))


def test_what_the_cases_show_is_learnt(learnt: Learnt) -> None:
    done = learnt.done
    listener = Voices.load(learnt.folder).hear(grams("工地99拖欠工资", "老板99欠我们工资三个月不给，请查处。"))
    said = [listener.say(question, {}) for question in HEADS]
    assert [max(one, key=lambda answer: one[answer]) for one in said] == ["appeal", "statutory_duty", "HB-RSJ"]
    assert done.card.figures[0]["with_unseen_voices"]["purpose"] >= done.card.figures[0]["rules_alone"]["purpose"]


def test_the_same_cases_give_the_same_bytes(learnt: Learnt, cases: Path, tmp_path: Path, hubin: Bureau) -> None:
    trained(Material([cases]), tmp_path, hubin)
    for file in (WEIGHTS_FILE, CARD_FILE):
        assert (tmp_path / file).read_bytes() == (learnt.folder / file).read_bytes()


def test_who_hears_accusations_is_for_the_table_to_say_and_no_voice_learns_it(learnt: Learnt) -> None:
    assert "HB-JW" not in learnt.done.card.heads["organ"]


def test_no_text_of_a_case_stands_on_the_card(learnt: Learnt) -> None:
    assert "老板" not in (learnt.folder / CARD_FILE).read_text(encoding="utf-8")


def test_cases_that_rules_were_written_from_teach_and_are_no_figure(cases: Path, tmp_path: Path, hubin: Bureau) -> None:
    read = write(tmp_path / "read.jsonl", [case(n, kind) for n in range(50, 54) for kind in KINDS])
    done = trained(Material([cases], read=[read]), tmp_path, hubin)
    assert len(done.card.cases_sha256) == 2
    assert len(done.card.figures) == 1
    assert len(done.answers[Question.PURPOSE]) == done.card.figures[0]["cases"]


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ([], "no cases"),
        ([{"title": "无标注"}], "line 1 is no labelled case"),
        ([case(n, KINDS[0]) for n in range(9)], "fewer than 3 answers to purpose"),
        ([case(n, kind, purpose="revenge") for n in range(3) for kind in KINDS], "revenge is no purpose"),
    ],
)
def test_cases_that_cannot_teach_are_refused_with_the_reason(
    tmp_path: Path, hubin: Bureau, lines: list[dict[str, Any]], complaint: str
) -> None:
    with pytest.raises(CasesUnusable, match=complaint):
        trained(Material([write(tmp_path / "bad.jsonl", lines)]), tmp_path / "out", hubin)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("title", "purpose"),
    [
        ("咨询落户政策", Purpose.INQUIRY),
        ("关于增设公交站的建议", Purpose.SUGGESTION),
        ("投诉物业乱收费", Purpose.APPEAL),
        ("举报村支书贪污公款", Purpose.ACCUSATION),
        ("小区物业", None),
        ("建议的投诉", None),
    ],
)
def test_a_title_tells_its_purpose_only_where_it_names_one(title: str, purpose: Purpose | None) -> None:
    assert told(title) is purpose


def test_telling_words_are_taken_out_and_no_text_counts_twice(tmp_path: Path) -> None:
    path = tmp_path / "messages.csv"
    path.write_text("title,detail\n咨询落户政策,落户要什么\n咨询落户,落户要什么\n咨询,已标注\n", encoding="utf-8")
    assert [(one.title, one.purpose) for one in told_messages([path], {"已标注"})] == [("落户政策", Purpose.INQUIRY)]
