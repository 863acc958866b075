"""The second voices: heard beside the rules, never above the guard, and a file that can be trusted."""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import resources
from math import exp, log
from pathlib import Path
from typing import Any

import pytest

from service.bureau.load import Bureau
from service.classification.content_model import ModelDamaged
from service.classification.jurist import Jurist
from service.classification.voice import CARD_FILE, HEADS, LEAST, WEIGHTS_FILE, Facts, Voices
from service.reading.grams import Grams, grams
from service.rulebook.jurisdiction import Jurisdiction, Submission
from service.rulebook.rules import TOWNSHIP
from service.rulebook.vocabulary import Question
from tests.classification.conftest import DAY, SilentModel

SHIPPED = Path(str(resources.files("service.classification").joinpath("model")))
LARGEST = 1_000_000  # bytes: the voices are part of the package
LAMP = Submission("路灯不亮", "", "会兴街道的路灯坏了三个月，晚上没有灯，请派人维修。")
BRIBE = Submission("举报派出所所长受贿", "", "派出所所长收受赌场老板的钱，充当保护伞。")


@dataclass
class Says:
    """Voices that say one thing of every text."""

    words: Mapping[Question, Mapping[str, float]] = field(default_factory=dict)
    version: str = "said"

    def hear(self, petition: Grams) -> "Says":  # noqa: ARG002
        return self

    def say(self, question: Question, facts: Facts) -> Mapping[str, float]:  # noqa: ARG002
        return {answer: log(chance) for answer, chance in self.words.get(question, {}).items()}


def heard(bureau: Bureau, submission: Submission, **words: Mapping[str, float]) -> Jurisdiction:
    said = {Question(question): said for question, said in words.items()}
    return Jurist(bureau, SilentModel(), Says(said)).classify(submission, DAY)


def chance(found: Jurisdiction, question: str, code: str) -> float:
    return float(getattr(found, question).chances.get(code, 0.0))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (WEIGHTS_FILE, CARD_FILE):
        shutil.copy(SHIPPED / name, tmp_path / name)
    return tmp_path


def test_every_head_says_chances_of_all_its_answers() -> None:
    listener = Voices.load().hear(grams("咨询医保报销", "请问异地就医怎么报销？"))
    for head in HEADS:
        said = listener.say(head, {})
        assert set(said) == set(Voices.load().answers[head])
        assert sum(map(exp, said.values())) == pytest.approx(1.0, abs=len(said) * exp(LEAST))


def test_a_question_sounds_like_an_inquiry_and_a_plan_like_a_suggestion() -> None:
    voices = Voices.load()
    asked = voices.hear(grams("医保异地就医如何备案", "请问需要带哪些材料，到哪里办理？谢谢。")).say(
        Question.PURPOSE, {}
    )
    planned = voices.hear(grams("增设公交站点的想法", "希望政府统筹规划，建议在新区增设公交站点。")).say(
        Question.PURPOSE, {}
    )
    assert max(asked, key=lambda answer: asked[answer]) == "inquiry"
    assert planned["suggestion"] > asked["suggestion"]


@pytest.mark.parametrize("text", ["", "😀" * 50, "\ud83d物业\ude00", "啊" * 100_000, "My neighbour is noisy."])
def test_any_text_is_heard(text: str) -> None:
    for head in HEADS:
        assert all(LEAST <= said <= 0 for said in Voices.load().hear(grams(text, text)).say(head, {}).values())


def test_what_no_voice_learnt_to_weigh_changes_nothing() -> None:
    listener = Voices.load().hear(grams("路灯不亮", "路灯坏了"))
    assert listener.say(Question.ROUTE, {"sign:unheard-of": 9.0}) == listener.say(Question.ROUTE, {})


@pytest.mark.parametrize(
    ("question", "said", "answer"),
    [
        ("purpose", {"suggestion": 0.98, "appeal": 0.02}, "suggestion"),
        ("route", {"litigation": 0.98, "petition_procedure": 0.02}, "litigation"),
        ("organ", {"HB-JTYSJ": 1.0}, "HB-JTYSJ"),
    ],
)
def test_a_voice_adds_to_its_answer_and_shows_its_reason(
    hubin: Bureau, question: str, said: dict[str, float], answer: str
) -> None:
    alone, beside = heard(hubin, LAMP), heard(hubin, LAMP, **{question: said})
    assert chance(beside, question, answer) > chance(alone, question, answer)
    named = heard(hubin, LAMP, **{question: {str(getattr(alone, question).answer): 1.0}})
    assert f"model:{question}" in [reason.rule for reason in getattr(named, question).reasons]
    assert f"model:{question}" not in [reason.rule for reason in getattr(alone, question).reasons]


def test_an_organ_voice_that_is_not_sure_does_not_outweigh_a_clear_subject(hubin: Bureau) -> None:
    assert heard(hubin, LAMP, organ={"HB-TJJ": 0.7, "HB-TYJ": 0.3}).organ.answer == heard(hubin, LAMP).organ.answer


def test_where_the_voice_says_township_the_township_of_the_problem_is_meant(hubin: Bureau) -> None:
    alone, beside = heard(hubin, LAMP), heard(hubin, LAMP, organ={TOWNSHIP: 1.0})
    assert chance(beside, "organ", "HB-J06") > chance(alone, "organ", "HB-J06")
    assert TOWNSHIP not in beside.organ.chances


@pytest.mark.parametrize("preferred", ["HB-GAJ", "HB-XFJ"])
def test_an_accusation_goes_to_its_receivers_whatever_organ_the_voice_prefers(hubin: Bureau, preferred: str) -> None:
    assert heard(hubin, BRIBE, organ={preferred: 1.0}).organ.answer == "HB-JW"


def test_an_accused_organ_is_no_candidate_however_much_the_voices_speak_for_it(hubin: Bureau) -> None:
    words: dict[str, dict[str, float]] = {"organ": {"HB-GAJ": 1.0}, "purpose": {"appeal": 1.0}}
    found = heard(hubin, BRIBE, **words)
    assert found.purpose.answer == "appeal"  # the voice outweighs the rules here, and must not undo their care
    assert "HB-GAJ" not in found.organ.chances


def test_a_voice_from_another_bureau_says_nothing_of_organs_here(hubin: Bureau) -> None:
    assert heard(hubin, LAMP, organ={"XX-1": 0.9, "HB-TJJ": 0.1}).organ == heard(hubin, LAMP).organ


def test_the_file_is_small_enough_to_ship_and_its_card_says_what_it_is() -> None:
    card = json.loads((SHIPPED / CARD_FILE).read_bytes())
    assert (SHIPPED / WEIGHTS_FILE).stat().st_size < LARGEST
    assert card["figures"]
    assert card["limits"]
    assert len(card["cases_sha256"]) >= len(card["figures"])


def test_weights_that_the_card_does_not_describe_are_refused(folder: Path) -> None:
    stored = bytearray((folder / WEIGHTS_FILE).read_bytes())
    stored[len(stored) // 2] ^= 1
    (folder / WEIGHTS_FILE).write_bytes(stored)
    with pytest.raises(ModelDamaged, match="is not the file"):
        Voices.load(folder)


def _drop(card: dict[str, Any]) -> None:
    del card["heads"]["route"]


def _add(card: dict[str, Any]) -> None:
    card["heads"]["place"] = ["411202"]


def _mistake(card: dict[str, Any]) -> None:
    card["heads"]["purpose"][0] = "revenge"


def _shorten(card: dict[str, Any]) -> None:
    card["facts"].pop()


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (_drop, "must be for purpose, route, organ"),
        (_add, "must be for purpose, route, organ"),
        (_mistake, "revenge, which is no purpose"),
        (_shorten, "facts"),
    ],
)
def test_heads_that_are_missing_foreign_or_of_another_shape_are_refused_by_name(
    folder: Path, change: Callable[[dict[str, Any]], None], complaint: str
) -> None:
    card = json.loads((folder / CARD_FILE).read_bytes())
    change(card)
    (folder / CARD_FILE).write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(ModelDamaged, match=complaint):
        Voices.load(folder)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff\xfe"])
def test_a_card_that_is_none_is_refused(folder: Path, content: bytes) -> None:
    (folder / CARD_FILE).write_bytes(content)
    with pytest.raises(ModelDamaged, match="no second voices"):
        Voices.load(folder)


def test_a_bureaus_own_voices_are_in_force_and_half_a_set_of_files_is_refused(folder: Path, tmp_path: Path) -> None:
    assert Voices.in_force(folder).answers == Voices.load().answers
    empty = tmp_path / "content model alone"
    empty.mkdir()
    assert Voices.in_force(empty).answers == Voices.in_force(None).answers
    (folder / CARD_FILE).unlink()
    with pytest.raises(ModelDamaged):
        Voices.in_force(folder)
