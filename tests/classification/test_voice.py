"""The second voice: learnt from titles that name a purpose, heard beside the rules, made anew byte for byte."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from service.classification import voice_training
from service.classification.cases import CasesUnusable
from service.classification.content_model import ModelDamaged
from service.classification.voice import CARD_FILE, WEIGHTS_FILE, Voice, features
from service.rulebook.vocabulary import Purpose

pytest.importorskip("sklearn", reason="training needs the extra `train`")

MADE = {
    "咨询落户办理{}": "请问第{}种情况需要哪些材料，在哪个窗口办理，是否可以代办？",
    "建议增设座椅{}": "希望第{}个路口能够增设座椅，改善环境，方便老人，提升城市形象。",
    "投诉施工扰民{}": "第{}天夜里施工吵得无法入睡，多次反映没人管，请尽快查处。",
    "举报村支书贪污{}": "村支书第{}次虚报冒领，把补助装进自己口袋，请组织严查。",
}


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("voice") / "messages.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("title", "detail"))
        writer.writerows((title.format(n), body.format(n)) for n in range(60) for title, body in MADE.items())
    return path


def trained(messages: Path, out: Path) -> Voice:
    voice_training.train([messages], out, trained_at=date(2026, 3, 6), trained_on="made up")
    return Voice.load(out)


@pytest.mark.parametrize(
    ("title", "purpose"),
    [
        ("咨询落户政策", Purpose.INQUIRY),
        ("孩子可以在这里上学吗？", Purpose.INQUIRY),
        ("关于加装电梯的建议", Purpose.SUGGESTION),
        ("投诉小区停水", Purpose.APPEAL),
        ("举报村支书虚报面积", Purpose.ACCUSATION),
        ("小区停水三天了", None),
        ("投诉并建议加强管理", None),
    ],
)
def test_a_title_tells_its_purpose_or_tells_none(title: str, purpose: Purpose | None) -> None:
    assert voice_training.told(title) == purpose


def test_it_hears_the_purpose_without_the_word(messages: Path, tmp_path: Path) -> None:
    heard = trained(messages, tmp_path).lean("想办落户", "请问需要哪些材料，在哪个窗口办理？")
    assert max(heard, key=lambda purpose: heard[purpose]) == Purpose.INQUIRY
    assert heard[Purpose.APPEAL] == 0.0
    complaint = trained(messages, tmp_path).lean("夜里施工", "吵得无法入睡，多次反映没人管。")
    assert max(complaint, key=lambda purpose: complaint[purpose]) == Purpose.APPEAL


def test_the_same_messages_and_date_give_the_same_bytes(messages: Path, tmp_path: Path) -> None:
    trained(messages, tmp_path / "one")
    trained(messages, tmp_path / "two")
    for name in (WEIGHTS_FILE, CARD_FILE):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_weights_that_the_card_does_not_describe_are_refused(messages: Path, tmp_path: Path) -> None:
    trained(messages, tmp_path)
    (tmp_path / WEIGHTS_FILE).write_bytes(b"something else")
    with pytest.raises(ModelDamaged):
        Voice.load(tmp_path)


def test_the_card_says_what_the_voice_was_made_of(messages: Path, tmp_path: Path) -> None:
    trained(messages, tmp_path)
    card = json.loads((tmp_path / CARD_FILE).read_text(encoding="utf-8"))
    assert card["messages"] == {"appeal": 60, "inquiry": 60, "suggestion": 60, "accusation": 60}
    assert card["trained_on"] == "made up"


def test_too_few_telling_titles_teach_nothing(messages: Path, tmp_path: Path) -> None:
    few = tmp_path / "few.csv"
    few.write_text("\n".join(messages.read_text(encoding="utf-8").splitlines()[:50]), encoding="utf-8")
    with pytest.raises(CasesUnusable, match="Fewer than"):
        voice_training.train([few], tmp_path, trained_at=date(2026, 3, 6), trained_on="made up")
    bare = tmp_path / "bare.csv"
    bare.write_text("heading,text\na,b\n", encoding="utf-8")
    with pytest.raises(CasesUnusable, match="title, detail"):
        voice_training.train([bare], tmp_path, trained_at=date(2026, 3, 6), trained_on="made up")


@pytest.mark.parametrize("text", ["", " ", "😀", "a", "一" * 100_000])
def test_odd_texts_are_heard_without_a_fault(text: str) -> None:
    assert set(Voice.load().lean(text, text)) == {"appeal", "inquiry", "suggestion", "accusation"}
    assert len(features(text, text)) <= 32_768
