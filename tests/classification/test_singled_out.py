"""条例 30(3): one person told of at an organ keeps it out; whom a petitioner asks to act stays in (invented texts)."""

import pytest

from service.classification.jurist import Jurist
from service.rulebook.jurisdiction import Submission

from .conftest import DAY


def organs(jurist: Jurist, title: str, facts: str) -> list[str]:
    found = jurist.classify(Submission(title, "", facts, division_code="411202201"), DAY)
    return [each.code for each in found.organ.candidates]


@pytest.mark.parametrize(
    ("title", "facts", "organ"),
    [
        ("送检的怪事", "住建局质量站来的老冉让我去他儿媳妇的店里送检，别家的不收。", "HB-ZJJ"),
        ("墓位", "民政局殡葬办管登记的“小乜”，带两条烟的当天就有位。", "HB-MZJ"),
        ("判决前的饭局", "法院民庭有个姓仉的和对方律师一起打麻将。", "HB-FY"),
        ("上路的人", "运管所上路的人不要票就收三百放行。", "HB-JTYSJ"),
        ("检查之前", "环保局要来检查，头天晚上局里一个姓逄的报信，厂里给他送烟。", "HB-HBJ"),
        ("摊位", "城管中队的队员每摊收二百不开票，谁不交就扣车。", "HB-CGJ"),
        ("信到了谁手里", "纪委信访室的老郏把我的信泄露给支书，他拿着我的信来骂我。", "HB-JW"),
    ],
)
def test_an_organ_of_which_one_person_is_told_is_no_candidate(
    jurist: Jurist, title: str, facts: str, organ: str
) -> None:
    assert organ not in organs(jurist, title, facts)


@pytest.mark.parametrize(
    ("title", "facts", "organ"),
    [
        ("物业乱收钱", "物业经理把广告收益装进自己口袋，请住建局查。", "HB-ZJJ"),
        ("补贴没到", "农业局的人说系统里没有我的种粮补贴，请帮我查。", "HB-NYJ"),
        ("被邻居打了", "邻居老冉打了我，派出所的民警看了看就走，请派出所立案。", "HB-GAJ"),
    ],
)
def test_what_a_third_party_did_and_what_an_organ_left_undone_stay_with_the_organ(
    jurist: Jurist, title: str, facts: str, organ: str
) -> None:
    assert organs(jurist, title, facts)[0] == organ


def test_the_petition_bureau_that_refused_does_not_get_the_complaint(jurist: Jurist) -> None:
    assert "HB-XFJ" not in organs(jurist, "信访局为什么不受理我的土地确权问题", "找了三次，都说不归信访局管。")


def test_who_is_asked_to_act_comes_before_what_is_mentioned_in_passing(jurist: Jurist) -> None:
    asked = organs(jurist, "说了多少次", "孩子坐公交上学，公交站边那家店天天吵，请教体局来看看。")
    assert asked[0] == "HB-JTJ"


def test_what_the_whole_government_is_asked_says_nothing_about_the_organ(jurist: Jurist) -> None:
    found = organs(jurist, "暖气不热", "区政府：家里暖气不热，供暖一个月了才十四度。")
    assert found[0] == "SMX-ZJJ"
    assert "HB-ZFB" not in found


def test_not_to_be_sent_to_an_organ_is_no_demand_on_it(jurist: Jurist) -> None:
    facts = "城管中队收了摊贩每月的保护费，请不要转给城管局自己查。"
    assert "HB-CGJ" not in organs(jurist, "摊位费", facts)
