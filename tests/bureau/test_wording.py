"""What a petitioner is told: registered, never accepted (domain §9)."""

from pathlib import Path

import pytest

from service.bureau.load import Bureau, load
from service.bureau.tables import BrokenReference
from service.bureau.wording import NEEDED, RECEIPT_FACTS, STAGES
from service.rulebook.handling_vocabulary import Disposition, ReferralStage, ReviewStage

from .conftest import Breaking

FACTS = {fact: f"〔{fact}〕" for fact in RECEIPT_FACTS}


def test_a_receipt_carries_every_fact_and_says_registered(hubin: Bureau) -> None:
    text = hubin.wording.receipt(**FACTS)
    assert all(FACTS[fact] in text for fact in NEEDED)
    assert "已收到并登记" in text


def test_a_receipt_never_claims_that_the_petition_was_accepted(hubin: Bureau) -> None:
    text = hubin.wording.receipt(**FACTS)
    for safe in ("不等于受理", "是否受理"):
        text = text.replace(safe, "")
    assert "受理" not in text


@pytest.mark.parametrize("stage", STAGES)
def test_each_stage_has_a_sentence_for_the_petitioner(hubin: Bureau, stage: str) -> None:
    told = {"bureau_name": "信访局", "organ": "区住建局"}
    sentence = hubin.wording.progress(stage, number="HB-1", next_date="2026-12-08", date="2026-11-23", **told)
    assert "HB-1" in sentence
    assert sentence.endswith("。")


@pytest.mark.parametrize("stage", ReferralStage)
def test_each_stage_of_a_matter_has_a_sentence_and_only_who_has_accepted_says_so(
    hubin: Bureau, stage: ReferralStage
) -> None:
    sentence = hubin.wording.matter(stage, organ="区住建局", date="2026年3月6日")
    assert sentence.endswith("。")
    assert ("受理" in sentence.replace("是否受理", "")) == (stage is ReferralStage.ACCEPTED)


def test_each_stage_of_a_review_and_each_disposition_has_a_sentence(hubin: Bureau) -> None:
    assert all("区政府" in hubin.wording.review(one, organ="区政府", date="今日") for one in ReviewStage)
    assert all(hubin.wording.disposition(one).endswith("。") for one in Disposition)


def test_a_fact_that_the_text_needs_cannot_be_left_out(hubin: Bureau) -> None:
    with pytest.raises(KeyError):
        hubin.wording.receipt(number="HB-1")


@pytest.mark.parametrize(
    ("old", "new", "field", "expected"),
    [
        ("现已收到并登记", "现已受理", "text", "no claim of 受理"),
        ("不等于受理", "等于受理", "text", "no claim of 受理"),
        ("{next_date}", "十五日", "text", "the placeholder {next_date}"),
        ("{article}", "{law}", "text", "only the placeholders"),
        ("{article}", "{article!r}", "text", "placeholders without a format of their own"),
        ("{article}", "{article", "text", "braces only around placeholders"),
        ("withdrawn =", "taken_back =", "taken_back", "one of the keys"),
        ("正由工作人员核对", "已受理，正由工作人员核对", "awaiting_clerk", "no claim of 受理"),
        ("转送、交办{organ}，待其签收", "由{organ}受理，待其签收", "sent", "no claim of 受理"),
        ("recalled =", "withdrew =", "withdrew", "one of the keys"),
        ("已收到，由{organ}办理", "已收到，由{reviewer}办理", "requested", "only the placeholders organ, date"),
        ("您的信访事项已存档。", "您的信访事项{number}已存档。", "file", "only the placeholders"),
    ],
)
def test_a_text_that_misleads_stops_the_start(broken: Breaking, old: str, new: str, field: str, expected: str) -> None:
    complaint = broken("wording.toml", old, new)
    assert (complaint.file, complaint.field) == ("wording.toml", field)
    assert expected in str(complaint)


def test_a_receipt_that_does_not_say_registered_stops_the_start(directory: Path) -> None:
    path = directory / "wording.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("已收到并登记", "收到"), encoding="utf-8")
    with pytest.raises(BrokenReference, match="line 4, field text: expected the words 已收到并登记"):
        load(directory)
