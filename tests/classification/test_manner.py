"""How a petition asks: questions, quoted words, choices offered, and what it comes to at the end."""

from service.bureau.lexicon import Lexicon
from service.classification.cues import CueFinder, FoldedText
from service.classification.manner import forms
from service.rulebook.evidence import Evidence
from service.rulebook.vocabulary import TextField

FINDER = CueFinder(
    Lexicon(
        {"建议": (("suggest", 1.2),), "不办": (("grievance", 1.0),), "查处": (("enforce", 1.0),)},
        frozenset(("suggest", "grievance", "enforce")),
    )
)


def read(facts: str, subject: str = "", request: str = "") -> Evidence:
    return FINDER.read(FoldedText({TextField.SUBJECT: subject, TextField.REQUEST: request, TextField.FACTS: facts}))


def test_a_short_text_of_questions_asks_and_one_question_may_be_a_reproach() -> None:
    assert "form:asks" in forms("年票", "今年还有没有?在哪里买?")
    assert "form:asks" not in forms("快递", "快递扔在超市,我上夜班怎么取?")
    assert "form:asks" not in forms("楼道", "堆满了杂物。" * 40 + "谁来管?有人管吗?")


def test_a_text_that_ends_with_a_question_is_told_from_one_that_only_holds_one() -> None:
    assert "form:ends_asking" in forms("", "我搬了家。户口怎么迁?")
    assert "form:ends_asking" not in forms("", "户口怎么迁?我搬了家。")


def test_what_others_are_quoted_with_is_not_the_petitioners_own_proposal() -> None:
    assert "suggest" not in read("客服说“建议关机”").strengths
    assert "suggest" in read("建议晚上加一趟车").strengths


def test_a_choice_offered_is_no_refusal() -> None:
    assert "grievance" not in read("年票今年还办不办").strengths
    assert "grievance" in read("窗口一直不办").strengths


def test_the_end_of_the_facts_and_the_request_say_what_is_wanted() -> None:
    assert "closing:enforce" in read("夜里施工。" * 30 + "请查处").facts
    assert "closing:enforce" not in read("请查处" + "夜里施工。" * 30).facts
    assert "closing:enforce" in read("夜里施工。" * 30, request="请查处").facts
