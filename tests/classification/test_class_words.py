"""The content class down to its third level, from the words of title, request and facts."""

import pytest

from service.bureau.load import Bureau
from service.classification.class_words import ClassWordFinder
from service.classification.cues import FoldedText
from service.classification.jurist import Jurist
from service.reading.folding import fold
from service.rulebook.jurisdiction import Submission
from service.rulebook.vocabulary import TextField

from .conftest import DAY


@pytest.fixture(scope="module")
def finder(hubin: Bureau) -> ClassWordFinder:
    return ClassWordFinder(hubin.class_words)


def text(title: str = "", request: str = "", facts: str = "") -> FoldedText:
    return FoldedText(
        {TextField.SUBJECT: fold(title), TextField.REQUEST: fold(request), TextField.FACTS: fold(facts),
         TextField.PROBLEM_PLACE: ""}
    )  # fmt: skip


def test_title_and_request_count_above_the_facts(finder: ClassWordFinder) -> None:
    strengths = [
        finder.read(text(**{field: "购机补贴"})).strengths["010502"] for field in ("title", "request", "facts")
    ]
    assert strengths == sorted(strengths, reverse=True)
    assert len(set(strengths)) == 3


def test_a_word_said_twice_counts_once_and_one_in_a_long_letter_less(finder: ClassWordFinder) -> None:
    once = finder.read(text(facts="购机补贴")).strengths["010502"]
    assert finder.read(text(facts="购机补贴，购机补贴")).strengths["010502"] == once
    assert finder.read(text(facts="购机补贴" + "无关的话。" * 200)).strengths["010502"] < once


def test_who_is_addressed_says_nothing(finder: ClassWordFinder) -> None:
    assert not finder.read(text(facts="尊敬的信访局教育局领导：")).strengths


def test_the_words_are_shown_where_they_stand(finder: ClassWordFinder) -> None:
    read = finder.read(text(title="问一下购机补贴"))
    (span,) = read.stand_on("010500")
    assert "问一下购机补贴"[span.start : span.end] == "购机补贴"


@pytest.mark.parametrize(
    ("title", "facts", "code"),
    [
        ("想问购机补贴", "买了微耕机，农机补贴一直没发。", "010502"),
        ("征地补偿款没到", "青苗和附着物的补偿款一年没到账。", "020301"),
        ("要求追回被骗的钱", "电信诈骗，报了案，嫌疑人还没抓到，请尽快破案。", "080903"),
        ("村里办低保不公", "农村低保名额没有我家，家里两个残疾人。", "070801"),
        ("话费乱扣", "套餐里的流量和月租乱扣，客服不退费。", "150103"),
        ("信用卡年费", "银行信用卡扣了年费，影响征信。", "130504"),
    ],
)
def test_a_class_that_the_model_never_saw_is_found_by_its_words(
    jurist: Jurist, title: str, facts: str, code: str
) -> None:
    assert jurist.classify(Submission(title, "", facts), DAY).content_class.answer == code


def test_where_the_words_pull_apart_the_class_stays_at_the_level_above(jurist: Jurist) -> None:
    found = jurist.classify(Submission("反映征地问题", "", "征地补偿款没给，批复和征地公告也没见过。"), DAY)
    assert found.content_class.answer in ("020000", "020300")
