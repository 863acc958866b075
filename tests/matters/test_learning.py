"""Learning what is one matter from invented messages, and measuring it on them and on the real ones."""

import csv
import json
import random
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from service.bureau.load import load
from service.matters.case_evaluation import MatterCase, evaluate_matters
from service.matters.evaluation import evaluate
from service.matters.likeness import Likeness
from service.matters.messages import MessagesUnusable, gold_beside, read_messages
from service.matters.statement import Statement
from service.reading.marks import Marks

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
ESTATES = ("翠湖雅居", "金桂花园", "银杏家园", "枫丹苑", "望江楼", "锦绣城")
TROUBLES = (
    ("电梯", ("电梯经常困人", "电梯坏了没人修", "维保公司只会重启电梯", "老人被关在电梯里")),
    ("供暖", ("暖气不热", "家里只有十四度", "热力公司放了气就走", "供暖管道老化漏水")),
    ("车位", ("车位只卖不租", "开发商捆绑销售车位", "地下车库乱收费", "停车费涨了一倍")),
)


def write(path: Path, rows: Sequence[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Invented messages, five for each estate and trouble; of half of them the gold file says what they are about."""
    draw = random.Random(5)
    folder = tmp_path_factory.mktemp("messages")
    messages: list[dict[str, str]] = []
    gold: list[dict[str, str]] = []
    for estate in ESTATES:
        for name, sayings in TROUBLES:
            for _ in range(5):
                number = str(len(messages))
                text = "，".join(draw.sample(sayings, 3))
                day = f"2026-01-{draw.randrange(1, 29):02d}"
                messages.append(
                    {"msg_id": number, "time": day, "title": f"{estate}{name}", "detail": f"{estate}{text}。"}
                )
                if estate in ESTATES[:3]:
                    gold.append({"msg_id": number, "issue_id": f"{estate}{name}"})
    write(folder / "messages.csv", messages)
    write(folder / "gold.csv", gold)
    others = [{"title": "反映", "detail": "，".join(draw.sample(TROUBLES[n % 3][1], 2))} for n in range(600)]
    write(folder / "others.csv", others)
    return folder


def trained(folder: Path, out: Path) -> dict[str, object]:
    training = pytest.importorskip("service.matters.training", reason="needs xinfang[train]")
    sources = training.Sources(
        messages=folder / "messages.csv",
        gold=folder / "gold.csv",
        background=[folder / "others.csv"],
        cases=None,
        common=(),
        described="invented messages",
        trained_at=date(2026, 3, 6),
    )
    card: dict[str, object] = training.train(sources, out, out)
    return card


def test_the_same_files_give_the_same_bytes_and_a_model_that_loads(folder: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        trained(folder, tmp_path / name)
    written = sorted(file.name for file in (tmp_path / "one").iterdir())
    assert written == ["background.json", "background.npz", "likeness.json", "likeness.npz"]
    for name in written:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert Likeness.load(folder=tmp_path / "one").marks.of("翠湖雅居电梯", "")


def test_the_card_says_what_it_learnt_from_and_names_no_issue(folder: Path, tmp_path: Path) -> None:
    card = trained(folder, tmp_path)
    assert card["trained_on"] == "invented messages"
    assert card["messages_of_each_issue"] == [5] * 9
    assert len(card["without_each_issue"]) == 9  # type: ignore[arg-type]
    assert "翠湖" not in (tmp_path / "likeness.json").read_text(encoding="utf-8")


def test_the_messages_learnt_from_are_judged_by_lines_that_have_not_seen_the_issue(
    folder: Path, tmp_path: Path
) -> None:
    trained(folder, tmp_path)
    own = evaluate(folder / "messages.csv", folder / "gold.csv", Likeness.load(folder=tmp_path))
    assert "without the" in own.how
    foreign = evaluate(folder / "messages.csv", folder / "gold.csv", Likeness.load())
    assert "has not seen" in foreign.how
    for found in (own, foreign):
        assert found.ranking.macro_map > 0.9
        assert json.loads(json.dumps(found.as_json()))["ranking"]["issues"]["翠湖雅居供暖"]["messages"] == 5
        assert "macro-MAP" in found.render()
        assert 0 < found.arrival.candidates <= found.arrival.later == 9 * 4


def test_a_gold_file_that_does_not_fit_is_refused(folder: Path, tmp_path: Path) -> None:
    gold = write(tmp_path / "gold.csv", [{"msg_id": "unknown", "issue_id": "甲"}])
    with pytest.raises(MessagesUnusable, match="unknown"):
        read_messages(folder / "messages.csv", gold)
    with pytest.raises(MessagesUnusable, match="no column issue_id"):
        read_messages(folder / "messages.csv", write(gold, [{"msg_id": "1"}]))
    gold.write_text("msg_id,issue_id\n", encoding="utf-8")
    with pytest.raises(MessagesUnusable, match="names no issue"):
        read_messages(folder / "messages.csv", gold)


def test_too_few_background_messages_are_refused(folder: Path, tmp_path: Path) -> None:
    write(tmp_path / "others.csv", [{"title": "反映", "detail": "电梯坏了"}])
    for name in ("messages.csv", "gold.csv"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    with pytest.raises(MessagesUnusable, match="too few"):
        trained(tmp_path, tmp_path / "model")


def test_only_messages_without_labels_have_their_gold_beside_them(folder: Path, tmp_path: Path) -> None:
    assert gold_beside(folder / "messages.csv") == folder / "gold.csv"
    assert gold_beside(folder / "others.csv") is None
    write(tmp_path / "gold.csv", [{"msg_id": "1", "issue_id": "甲"}])
    assert gold_beside(write(tmp_path / "a.csv", [{"msg_id": "1", "title": "", "detail": "", "label": ""}])) is None


def test_without_scikit_learn_training_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("service.matters.topic_fitting", "service.matters.training"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, "sklearn.decomposition", None)
    with pytest.raises(ImportError, match=r"pip install xinfang\[train\]"):
        __import__("service.matters.training")


def case(number: int, who: str, what: tuple[str, str], **groups: str) -> MatterCase:
    named = {"repeat": None, "near_miss": None, "cluster": None, **groups}
    return MatterCase(str(number), Statement(*what), who, **named)


def test_repeats_near_misses_and_mass_issues_are_counted_apart() -> None:
    lift = ("翠湖雅居电梯困人", "翠湖雅居六号楼电梯三天两头困人，维保公司只会重启，物业推给维修资金。")
    again = ("翠湖雅居电梯又困人", "翠湖雅居六号楼电梯又困人了，维保公司还是只会重启，物业还推维修资金。")
    wages = ("工资没发", "在磨石沟的砖厂干了三个月，老板一分钱没给，请劳动监察管管。")
    cases = [
        case(1, "甲", lift, repeat="R", cluster="K"),
        case(2, "甲", again, repeat="R", cluster="K"),
        case(3, "乙", again, cluster="K"),
        case(4, "甲", wages),
        case(5, "丙", wages, near_miss="N"),
        case(6, "丁", wages, near_miss="N"),
    ]
    found = evaluate_matters(cases, Likeness.load())
    assert (found.repeats.found, found.repeats.together, found.repeats.wrong) == (1, 1, 0)
    assert (found.clusters.found, found.clusters.together) == (2, 2)
    assert found.near_misses_taken == ("5-6",)
    assert found.clusters_wrong == ("4-5", "4-6", "5-6")
    assert (found.later, found.candidates) == (2, 2)
    assert "near misses" in found.render()
    assert json.loads(json.dumps(found.as_json()))["clusters"]["wrong"] == ["4-5", "4-6", "5-6"]


def test_the_names_around_a_division_are_those_above_beside_and_below_it() -> None:
    names = load().divisions.around("411202")
    assert {"河南省", "三门峡市", "湖滨区", "陕州区", "会兴街道"} <= set(names)
    assert "郑州市" not in names


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared messages do not lie beside the repository")
def test_the_shipped_model_keeps_its_figures_on_the_real_messages() -> None:
    folder = SHARED / "same_issue"
    found = evaluate(folder / "messages.csv", folder / "gold.csv", Likeness.load(Marks.load()))
    assert "without the" in found.how
    assert found.ranking.macro_map > 0.96
    assert found.ranking.pairs.recall > 0.86
    assert found.arrival.candidates / found.arrival.later > 0.97
