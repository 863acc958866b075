"""条例 30(3): accusations told as a story, without a word that charges anybody; and what only looks like one."""

import pytest

from service.classification.jurist import Jurist
from service.rulebook.jurisdiction import Submission
from tests.classification.conftest import DAY

STORIES = [
    (
        "大棚量了两遍",
        "农业农村局来验收大棚的两个人，在隔壁吃了顿羊肉，隔壁的棚就够长了。我家没请，量出来少两米，补贴没有。",
        "HB-NYJ",
    ),
    (
        "烤炉被拉走",
        "城管中队的人每月初来夜市转一趟，五家凑一千二，凑了的摊子能摆到人行道上。我这个月没凑，第二天炉子被拉走。",
        "HB-CGJ",
    ),
    ("代账一个月六百", "税务局的专管员给我介绍了一个代账的，一个月六百，不用他介绍的，发票就领不出来。", "HB-SWJV"),
    (
        "检查前一晚就停",
        "采砂的船一到检查前一晚就开走。船老板喝多了说，水利局有人提前给他打电话，一个电话一条烟。",
        "HB-SLJ",
    ),
    ("验收那天", "质监站老魏没到现场就在验收表上签了字，柱子的照片是后补的，我是现场的资料员。", "HB-ZJJ"),
    ("鱼塘手续", "林业局资源股的老尚来看过，说这地能批，让我转两万到他媳妇卡上，转了以后没有下文。", "HB-LYJ"),
    ("挂靠费", "住建局管资质的那位说少两个人没关系，交三万块给他同学的公司，人就齐了，资质当月下来。", "HB-ZJJ"),
    (
        "跑夜班",
        "交通运输局运管所的小葛，跑线的车主年底都得到他家坐坐，不去的第二年就排到夜里的班。",
        "HB-JTYSJ",
    ),
    ("办公室里签的字", "应急管理局的安全员来矿上从不下井，在办公室签完字，矿长给他车里放两箱东西就走。", "HB-YJJ"),
    (
        "手机先响",
        "生态环境局的执法人员每次来厂里之前，厂长手机先响，然后关掉一条线。上个月响了三次，都合格。",
        "HB-HBJ",
    ),
    ("孩子的钱", "一个辅警把我拉到院子里，拿了我六千块，说他去办。后来对方说一分钱也没见到。", "HB-GAJ"),
    (
        "市场里的肉",
        "派出所所长养的两条狗吃的牛肉，是市场三家肉铺轮着送的，轮到谁家谁家记一笔，三年了。",
        "HB-GAJ",
    ),
    ("招标", "被投诉单位：河南省三门峡市湖滨区教育体育局。评分标准是给一家公司写的，我公司投标被废。", "HB-JTJ"),
]

NEAR_MISSES = [
    ("物业没人管", "住建局答复说要等业委会成立后才能管，让我们等，已经等了半年，楼道灯全坏了。", "HB-ZJJ"),
    ("邻居半夜砸墙", "派出所民警来了两次，调解没成，邻居还是半夜砸墙。请派出所再来处理。", "HB-GAJ"),
    ("菜市场摊位费", "菜市场的老板每天每摊收三十块，不开票，不给就不让摆。请市场监管局查一查。", "HB-SCJ"),
    ("少了两年缴费", "社保所的小姑娘态度不错，但系统里少了我两年的缴费记录，跑了三趟人社局还没补上。", "HB-RSJ"),
    ("面积没量就签字", "施工队没来量就让我签字，说面积按图纸算。请自然资源局重新测量我家宅基地。", "HB-ZRJ"),
    ("占道烧烤", "举报城管局对面那家烧烤店占道冒烟，城管局来过一次，走了又摆出来。", "HB-CGJ"),
    ("举报违建", "举报小区顶楼违建，城管局一直没人来拆，打了三个月电话。", "HB-CGJ"),
    ("维修款", "物业经理拿走业主十二万维修款，账不公布。请住建局查账。", "HB-ZJJ"),
    ("押金不退", "被投诉单位：湖滨区阳光健身公司。收了会员费关门不退，请市场监管局依法处理。", "HB-SCJ"),
    ("噪声没超标", "生态环境局的人来测过噪声，说没超标，可是夜里冷却塔声音还是大，请再来测一次。", "HB-HBJ"),
    ("优待证", "退役军人事务局的同志来家里登记过，优待证一年了没发，请尽快发。", "HB-TYJ"),
    ("汽修喷漆", "汽修门面天天喷漆，晚上满院子油漆味，望生态环境局局长能重视，早日解决。", "HB-HBJ"),
    ("路灯", "城管局派来的师傅没带梯子，看了一眼就走了，灯还是不亮，一个多月了。", "HB-CGJ"),
]


def candidates(jurist: Jurist, title: str, facts: str) -> set[str]:
    return {each.code for each in jurist.classify(Submission(title, "", facts), DAY).organ.candidates}


@pytest.mark.parametrize(("title", "facts", "organ"), STORIES)
def test_who_tells_on_an_organs_people_is_not_sent_to_it(jurist: Jurist, title: str, facts: str, organ: str) -> None:
    codes = candidates(jurist, title, facts)
    assert codes
    assert organ not in codes


@pytest.mark.parametrize(("title", "facts", "organ"), NEAR_MISSES)
def test_who_complains_of_others_or_of_slow_work_accuses_no_organ(
    jurist: Jurist, title: str, facts: str, organ: str
) -> None:
    assert organ in candidates(jurist, title, facts)


def test_an_accusation_of_village_people_by_name_is_kept_from_their_township(jurist: Jurist) -> None:
    facts = "交口乡薛家岭村支书薛某某贪污占地款，伙同会计虚报冒领，给纪委写过信。"
    assert "HB-X01" not in candidates(jurist, "举报村支书贪污", facts)
