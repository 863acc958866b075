"""条例 30(3): who is reproached in office is kept out, whatever the petition calls itself; who fails to act is not."""

import pytest

from service.classification.jurist import Jurist
from service.rulebook.jurisdiction import Submission
from tests.classification.conftest import DAY


def organs(jurist: Jurist, title: str, facts: str) -> set[str]:
    return {each.code for each in jurist.classify(Submission(title, "", facts), DAY).organ.candidates}


TOLD = [
    ("市场监管所的人收了烟酒就不查", "市场监管所来了两个人，走的时候拎了两条烟，转头就说没问题。", "HB-SCJ"),
    ("派出所把我报案的事告诉了赌场", "派出所把我报案的事告诉了赌场，老板第二天找上门。", "HB-GAJ"),
    ("税务所专管员吃拿卡要", "税务所的专管员来店里拿东西从不给钱，不给就说要查账。", "HB-SWJV"),
    ("土地所收钱让人盖房", "土地所所长收了村口三户每家两万，所以没人拆。", "HB-ZRJ"),
    ("教育局人事科卖编制", "教育局人事科科长收钱办调动，一个人八万。", "HB-JTJ"),
    ("林业站站长卖采伐证", "林业站的站长卖采伐证，一张一千。", "HB-LYJ"),
]


@pytest.mark.parametrize(("title", "facts", "organ"), TOLD)
def test_an_organ_reproached_with_a_deed_is_no_candidate(jurist: Jurist, title: str, facts: str, organ: str) -> None:
    codes = organs(jurist, title, facts)
    assert organ not in codes
    assert "HB-JW" in codes


def test_the_office_of_the_township_is_reproached_without_its_name(jurist: Jurist) -> None:
    facts = "我是交口乡侯桥村的。乡政府的人把救助名额给了自己人，多报冒领。"
    assert "HB-X01" not in organs(jurist, "救助名额给了谁", facts)


@pytest.mark.parametrize(
    ("title", "facts", "organ"),
    [
        ("小区物业不管事", "找过住建局两次没人管，物业楼道灯不修，请住建局查处。", "HB-ZJJ"),
        ("请城管查处商户收保护费", "请城管局查处，路口有人每天收摊贩保护费。", "HB-CGJ"),
        ("法院判了两年没执行", "法院一直没有执行到钱，被执行人是老赖，请法院强制执行。", "HB-FY"),
        ("热力公司乱收费", "供暖不热，热力公司收了我开口费，请解决供暖。", "SMX-ZJJ"),
    ],
)
def test_who_only_fails_to_act_or_is_asked_to_act_stays(jurist: Jurist, title: str, facts: str, organ: str) -> None:
    assert organ in organs(jurist, title, facts)


def test_an_accusation_is_for_its_receivers_alone(jurist: Jurist) -> None:
    title, facts = "举报村主任私分占地款", "村主任贪污占地款，私分公款，欠薪、低保、宅基地都是他一手遮天，请纪委查处。"
    assert organs(jurist, title, facts) <= {"HB-JW", "HB-ZZB", "SMX-XFJ"}


def test_what_is_insinuated_by_kin_favours_and_books_is_an_accusation(jurist: Jurist) -> None:
    facts = (
        "我们街道铺院子的砖，听司机说砖厂是街道分管城建那位主任的小舅子开的，账上一块砖三块五，外面一块一块八，"
        "验收单他自己签的字，走的时候后备厢装满了烟酒。不敢说名字，怕报复，别转给街道。"
    )
    found = jurist.classify(Submission("院子里的砖", "", facts), DAY)
    assert found.purpose.answer == "accusation"
    assert found.organ.answer == "HB-JW"


def test_where_it_is_only_hinted_the_organ_named_is_kept_out_and_the_purpose_may_stay_open(jurist: Jurist) -> None:
    facts = (
        "对方的钱早就打到法院账上了，执行局那个姓雒的三次问我要不要先拿三万意思意思，快一点给我。我没给就拖了八个月。"
    )
    assert "HB-FY" not in organs(jurist, "我的钱躺了八个月", facts)
