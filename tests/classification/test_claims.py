"""Two claims for two organs are told apart; everything else stays one matter (条例 22(1), 30(3))."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.bureau.load import load
from service.classification.claims import Drafts
from service.classification.jurist import Jurist
from service.classification.units import Unit
from service.rulebook import claims, guard
from service.rulebook.jurisdiction import Claim, Jurisdiction, Submission
from service.rulebook.vocabulary import Question, TextField

from .conftest import DAY, SilentModel

HUBIN = load()
JURIST = Jurist(HUBIN, SilentModel())


def decided(submission: Submission, jurist: Jurist = JURIST) -> Jurisdiction:
    return jurist.classify(submission, DAY)


def found(title: str, facts: str, request: str = "") -> Jurisdiction:
    return decided(Submission(title, request, facts))


def organs(jurisdiction: Jurisdiction) -> list[str | None]:
    return [claim.organ.answer for claim in jurisdiction.claims]


def words(claim: Claim, submission: Submission) -> str:
    return "".join(submission.text(span.field)[span.start : span.end] for span in claim.spans)


LAMP = "街边的路灯坏了三个月，路灯不亮，晚上黑灯瞎火没人修。"
WAGES = "会兴街道一处工地拖欠农民工工资，包工头欠我工钱两万元，干了活不发工资。"
DUST = "化工厂偷排污水，河水发黑，污水直排，臭气难闻。"
CHARGE = "村支书王某贪污集体资金，虚报冒领，收受好处费，群众意见很大。"
TWO = Submission("说两件事", "", f"领导好，反映两件事。一是{WAGES}二是{LAMP}")


@pytest.mark.parametrize(
    ("title", "facts"),
    [
        ("说两件事", f"领导好，反映两件事。一是{WAGES}二是{LAMP}"),
        ("工地欠薪，路灯不亮", f"一、{WAGES}二、{LAMP}"),
        ("一封信", f"领导好：{WAGES}\n另外，{LAMP}"),
        ("一封信", f"{WAGES}{LAMP}请人社局查处欠薪，请城管局来人修路灯。"),
    ],
    ids=["counted by the petitioner", "a list and its title", "added in a paragraph", "two organs asked to act"],
)
def test_two_matters_for_two_organs_are_two_claims(title: str, facts: str) -> None:
    assert sorted(map(str, organs(found(title, facts)))) == ["HB-CGJ", "HB-RSJ"]


def test_what_introduces_a_list_is_no_matter_of_its_own() -> None:
    visit = "我来看地坑院和博物馆，住在景区旁边的宾馆，旅游旺季人多。"
    split = found("说两件事", f"{visit}反映两件事。一是{WAGES}\n二是{LAMP}")
    assert sorted(map(str, organs(split))) == ["HB-CGJ", "HB-RSJ"]


def test_demands_of_the_request_split_as_those_of_the_facts_do() -> None:
    split = found("反映问题", f"{WAGES}{LAMP}", request="请人社局查处欠薪；请城管局来人修路灯。")
    assert sorted(map(str, organs(split))) == ["HB-CGJ", "HB-RSJ"]
    assert {span.field for claim in split.claims for span in claim.spans} >= {TextField.REQUEST, TextField.FACTS}


@pytest.mark.parametrize(
    ("title", "facts"),
    [
        ("会兴街道工地拖欠工资", f"{WAGES}今年三月我还路过化工厂，路灯也不亮，不过这些不说了。请查处。"),
        ("要求退费、道歉、公示", "物业乱收停车费。要求：一、退还多收的停车费；二、向我道歉；三、公示收费标准。"),
        ("化工厂偷排污水", f"{DUST}两件事可以证明：一是河水发黑，二是鱼都死了。另外请尽快查处化工厂的污水。"),
        ("工地欠薪", f"{WAGES}我找过劳动局，也去法院问过，法院说要先仲裁。请人社局查处，不行我再去法院起诉。"),
        ("路灯不亮", f"{LAMP}还有三家店铺也欠着农民工工资没发，可见这里没有人管。"),
        ("小区物业的几个问题", "一、物业费涨价没有公示；二、物业的保安不管门禁；三、楼道卫生物业不打扫。"),
    ],
    ids=[
        "a mention in passing",
        "three demands of one matter",
        "two proofs of one matter",
        "one matter and its proceedings",
        "an example by the way",
        "failings of one company",
    ],
)
def test_one_matter_stays_one(title: str, facts: str) -> None:
    assert found(title, facts).claims == ()


def test_the_main_claim_comes_first_and_the_whole_keeps_its_organ() -> None:
    split = decided(TWO)
    assert split.claims[0].organ.answer == split.organ.answer


def test_a_split_is_a_suggestion_that_a_clerk_confirms() -> None:
    split = decided(TWO)
    assert Question.ORGAN in split.unsure_of
    assert split.organ.reasons[-1].rule == claims.RULE
    assert Question.ORGAN not in found("路灯不亮", LAMP).unsure_of


def test_each_claim_is_decided_on_its_own_words_alone() -> None:
    split = decided(TWO)
    for claim in split.claims:
        assert claim.organ.reasons
        spoken = [
            span
            for one in (claim.content_class, claim.route, claim.organ)
            for reason in one.reasons
            for span in reason.evidence
        ]
        assert spoken
        for span in spoken:
            assert any(
                own.field is span.field and own.start <= span.start and span.end <= own.end for own in claim.spans
            )
        assert ("路灯" in words(claim, TWO)) is (claim.organ.answer == "HB-CGJ")
        assert ("工资" in words(claim, TWO)) is (claim.organ.answer == "HB-RSJ")


def test_a_claim_gets_the_answer_that_its_words_would_get_alone() -> None:
    alone = {found("", WAGES).organ.answer, found("", LAMP).organ.answer}
    assert set(organs(decided(TWO))) == alone


# What accuses ---------------------------------------------------------------------------------------------------------

MIXED = Submission("说两件事", "", f"领导好，反映两件事。一是{WAGES}二是{CHARGE}")


def test_an_accusation_in_a_mixed_petition_is_a_claim_of_its_own_and_is_marked() -> None:
    split = decided(MIXED)
    assert {(claim.organ.answer, claim.accusation) for claim in split.claims} == {("HB-JW", True), ("HB-RSJ", False)}


def test_what_goes_elsewhere_holds_no_word_of_the_accusation() -> None:
    for claim in decided(MIXED).claims:
        assert ("贪污" in words(claim, MIXED)) is claim.accusation
        assert ("王某" in words(claim, MIXED)) is claim.accusation


TOLD = Submission("说两件事", "", f"领导好，反映两件事。一是{WAGES}二是{LAMP}我为这还举报过村支书，要求查处。")


def test_a_charge_told_by_the_way_goes_with_no_other_matter() -> None:
    split = decided(TOLD)
    assert {"HB-RSJ", "HB-CGJ"} <= set(organs(split))
    assert not any("举报" in words(claim, TOLD) for claim in split.claims if not claim.accusation)


def test_only_its_mark_keeps_it_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Unit, "accuses", False)
    assert any("举报" in words(claim, TOLD) for claim in decided(TOLD).claims if not claim.accusation)


GUARDED = Submission(
    "说两件事", "", f"领导好，反映两件事。一是{WAGES}二是住建局局长张某贪污受贿，收受开发商好处费，以权谋私。"
)


def test_who_is_accused_in_one_claim_gets_no_other() -> None:
    split = decided(GUARDED)
    assert len(split.claims) == 2
    for finding in (split.organ, *(claim.organ for claim in split.claims)):
        assert "HB-ZJJ" not in {each.code for each in finding.candidates}


def test_only_the_guard_keeps_the_accused_out_of_the_other_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "keep_from_accused", lambda candidates, *_, **__: tuple(candidates))
    open_to_all = decided(GUARDED)
    assert any("HB-ZJJ" in {each.code for each in claim.organ.candidates} for claim in open_to_all.claims)


# Whatever is written --------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    (
        *(
            WAGES,
            LAMP,
            DUST,
            CHARGE,
            "说两件事。",
            "一、",
            "二、",
            "①",
            "另外，",
            "还有，",
            "\n",
            "  ",
            "要求：",
            "😀",
            "\x00",
        ),
        *("请人社局查处；", "请城管局来人修路灯；", "住建局局长受贿，以权谋私。", "派出所所长充当保护伞。", "湖濱區"),
    )
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=20)), max_size=14).map("".join)


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_claims_share_no_word_lie_in_the_text_and_reach_nobody_who_is_accused(
    title: str, request: str, facts: str
) -> None:
    submission = Submission(title, request, facts)
    split = decided(submission)
    assert len(split.claims) != 1
    spans = [span for claim in split.claims for span in claim.spans]
    for span in spans:
        assert 0 <= span.start < span.end <= len(submission.text(span.field))
    for one, other in combinations(spans, 2):
        assert one.field is not other.field or one.end <= other.start or other.end <= one.start
    barred = {code for one in accused(submission) for code in (one, *HUBIN.organs.subordinates(one))}
    for claim in split.claims:
        assert claim.organ.answer
        assert barred.isdisjoint(each.code for each in claim.organ.candidates)
        assert claim.accusation or not {"贪污", "受贿", "保护伞"}.intersection(words(claim, submission))


def accused(submission: Submission) -> set[str]:
    """Whom these pieces accuse, where they accuse at all; without a split nothing is asked."""
    text = submission.subject + submission.request + submission.facts
    if not decided(submission).claims:
        return set()
    named = {"住建局局长受贿": "HB-ZJJ", "派出所所长充当": "HB-GAJ"}
    return {
        organ
        for charge, organ in named.items()
        if charge in text and any(c.accusation for c in decided(submission).claims)
    }


def test_without_signs_enough_a_mention_would_be_a_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    mention = Submission("会兴街道工地拖欠工资", "", f"{WAGES}此外路灯也坏了，路灯不亮。")
    assert decided(mention).claims == ()
    monkeypatch.setattr(claims, "LEAST_POINTS", -99)
    assert decided(mention).claims != ()


def test_most_petitions_leave_before_their_sentences_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.classification.claims.sentences", _never)
    assert found("会兴街道工地拖欠工资", WAGES).claims == ()
    assert found("路灯不亮", f"{LAMP}{DUST}").claims == ()
    assert Drafts().parts == ()


def _never(*_: object) -> None:
    raise AssertionError("sentences were cut")
