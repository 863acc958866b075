"""条例 30(3): an accused organ, and what stands below it, never appears among the candidates."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from service.bureau.load import Bureau, load
from service.classification.jurist import Jurist
from service.rulebook.guard import Ties, barred, leading
from service.rulebook.jurisdiction import Submission
from service.rulebook.rules import TOWNSHIP, Condition, OrganRule, Rules
from tests.thorough import THOROUGH

from .conftest import DAY, SilentModel

HUBIN = load()
NAMES = sorted((name, code) for name, code in HUBIN.organ_aliases.items() if code != "HB-JW")
TITLES = st.sampled_from(
    ("举报{organ}干部受贿", "反映{organ}工作人员吃拿卡要", "实名举报{organ}队长收受好处费", "控告{organ}领导滥用职权")
)
FACTS = st.sampled_from(
    (
        "{organ}副局长收受购物卡，以权谋私。",
        "我向{organ}投诉，他们的工作人员却索要好处费，请纪委查处。",
        "区纪委领导：{organ}的科长贪污公款，群众意见很大。",
        "占道经营、拖欠工资、低保、宅基地都归{organ}管，他们的干部优亲厚友。",
    )
)


@settings(max_examples=150 if THOROUGH else 25, deadline=None)
@given(st.sampled_from(NAMES), TITLES, FACTS)
def test_no_organ_is_a_candidate_for_what_accuses_it(name: tuple[str, str], title: str, facts: str) -> None:
    organ, code = name
    found = JURIST.classify(Submission(title.format(organ=organ), "", facts.format(organ=organ)), DAY)
    assume(found.purpose.answer == "accusation")
    codes = {each.code for each in found.organ.candidates}
    assert not codes & {code, *HUBIN.organs.subordinates(code)}
    assert found.organ.answer in ("HB-JW", "SMX-XFJ")


JURIST = Jurist(HUBIN, SilentModel())


def answered(title: str, facts: str) -> set[str]:
    return {each.code for each in JURIST.classify(Submission(title, "", facts), DAY).organ.candidates}


@pytest.mark.parametrize(
    ("title", "facts", "accused"),
    [
        ("举报派出所所长受贿", "派出所所长收受赌场老板的钱，充当保护伞。", "HB-GAJ"),
        ("举报法官收受礼品", "湖滨法院法官收受对方律师的购物卡。", "HB-FY"),
        ("反映乡干部优亲厚友", "磁钟乡的乡干部把救助款给了自己的亲戚，贪污冒领。", "HB-X02"),
        ("举报城管队员索要好处费", "城管中队长收受夜市摊位的好处费。", "HB-CGJ"),
        ("反映劳动监察人员泄露举报材料", "区纪委：我向劳动监察大队举报，他们收受吃请把材料给了老板。", "HB-RSJ"),
    ],
)
def test_an_organ_is_kept_out_through_its_people_and_its_stations(title: str, facts: str, accused: str) -> None:
    codes = answered(title, facts)
    assert accused not in codes
    assert "HB-JW" in codes


def test_what_stands_below_the_accused_is_kept_out_with_it() -> None:
    # the labour arbitration commission sits with the accused 人社局
    codes = answered("举报人社局局长受贿", "人社局局长收受贿赂，压下劳动仲裁和辞退案件，以权谋私。")
    assert not codes & {"HB-RSJ", "HB-LDZC"}


def test_where_the_discipline_organ_itself_is_accused_the_superior_takes_its_place() -> None:
    found = JURIST.classify(Submission("举报区纪委监委干部受贿", "", "区纪委监委工作人员收受贿赂，以权谋私。"), DAY)
    assert found.organ.answer == "SMX-XFJ"
    assert "HB-JW" not in {each.code for each in found.organ.candidates}


def test_the_guard_says_that_it_spoke() -> None:
    found = JURIST.classify(Submission("举报住建局局长受贿", "", "住建局局长收受贿赂。"), DAY)
    assert "guard:accused" in {reason.rule for reason in found.organ.reasons}


def test_an_organ_that_only_failed_to_act_is_not_accused(hubin: Bureau, jurist: Jurist) -> None:
    found = jurist.classify(Submission("车站街道物业不管事", "", "找过住建局两次，物业还是不管，请住建局查处。"), DAY)
    assert found.purpose.answer == "appeal"
    assert found.organ.answer == "HB-ZJJ"
    assert hubin.organs.name("HB-ZJJ")


CODES = sorted(HUBIN.organs.by_code)
TIES = Ties(HUBIN.organs.parents(), HUBIN.organs.successors())
named = st.lists(st.sampled_from((*CODES, TOWNSHIP)), min_size=1, max_size=4, unique=True).map(tuple)


@st.composite
def tables(draw: st.DrawFn) -> Rules:
    """Decision tables as a mistaken or dishonest hand might write them: any organ at any rank for anything."""
    exceptions = tuple(
        OrganRule(f"O-{rank}", rank, (), (), (), (), Condition(), draw(named), "1", "试") for rank in range(1, 4)
    )
    return replace(
        HUBIN.rules,
        organs=exceptions[: draw(st.integers(0, 3))],
        defaults={code: replace(rule, organs=draw(named)) for code, rule in HUBIN.rules.defaults.items()},
        subjects={name: replace(one, organs=draw(named)) for name, one in list(HUBIN.rules.subjects.items())},
        discipline=tuple(code for code in draw(named) if code != TOWNSHIP),
        superior=draw(st.sampled_from(CODES)),
    )


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(tables(), st.sampled_from(NAMES), TITLES, FACTS)
def test_no_table_can_bring_the_accused_back(rules: Rules, name: tuple[str, str], title: str, facts: str) -> None:
    organ, code = name
    twisted = Jurist(replace(HUBIN, rules=rules), SilentModel())
    found = twisted.classify(Submission(title.format(organ=organ), "", facts.format(organ=organ)), DAY)
    assume(found.purpose.answer == "accusation")
    codes = {each.code for each in found.organ.candidates}
    receivers = {*rules.discipline, rules.superior}
    assert not codes & barred((code,), TIES)
    assert not codes & (leading((code,), TIES) - receivers)


def test_the_bureau_that_leads_an_accused_branch_does_not_judge_it() -> None:
    accusing = answered(
        "举报自然资源分局局长受贿", "市自然资源和规划局湖滨分局局长收受贿赂，土地被非法征收，以权谋私。"
    )
    assert not accusing & {"HB-ZRJ", "SMX-ZRJ"}
    asking = answered("对征收土地决定不服", "自然资源局湖滨分局征收土地没有公告，请市自然资源和规划局纠正。")
    assert "SMX-ZRJ" in asking
