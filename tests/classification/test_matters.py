"""What citizens write about a matter without the field's word still finds the organ and the way (invented texts)."""

import pytest

from service.classification.jurist import Jurist
from service.rulebook.jurisdiction import Submission
from tests.classification.conftest import DAY

MATTERS = [
    ("合作社卖给我们的玉米种不出苗，三十亩地白种了", "HB-NYJ", "statutory_duty"),
    ("有人夜里用锯放树，坡都秃了", "HB-LYJ", "statutory_duty"),
    ("渠里没水，玉米叶子都卷了，上游把水截了", "HB-SLJ", "petition_procedure"),
    ("我们山上人家吃水要到沟底去挑", "HB-SLJ", "petition_procedure"),
    ("夜里有船在河里偷挖沙，抽沙的声音吵一夜", "HB-SLJ", "statutory_duty"),
    ("征地一亩才给三万八，比隔壁村低一半", "HB-ZRJ", "administrative_procedure"),
    ("前面盖的高楼把我们家太阳全挡了", "SMX-ZRJ", "statutory_duty"),
    ("一楼住户把公共院子圈起来盖了间房", "HB-CGJ", "statutory_duty"),
    ("过渡费从去年六月就断了", "HB-ZJJ", "petition_procedure"),
    ("我们老楼想装电梯二楼不同意", "HB-ZJJ", "petition_procedure"),
    ("楼上装修砸了承重墙", "HB-ZJJ", "statutory_duty"),
    ("六楼水压太小洗澡水都出不来", "SMX-ZJJ", "petition_procedure"),
    ("做着饭火就没了，灶打不着，说管道压力不够", "SMX-ZJJ", "petition_procedure"),
    ("这条巷子一盏灯都没有，晚上摔了好几个人", "HB-CGJ", "petition_procedure"),
    ("一下雨路口就成河，车都淹了", "HB-CGJ", "petition_procedure"),
    ("我怀孕了公司把我辞了，一分补偿没有", "HB-LDZC", "arbitration"),
    ("公司从来没给我们交过养老保险", "HB-RSJ", "statutory_duty"),
    ("饭店关门了还欠我们服务员两个月工资", "HB-RSJ", "statutory_duty"),
    ("这家医院让没病的人办住院套医保的钱", "HB-YBJ", "statutory_duty"),
    ("市中心医院床位费一天收两份", "SMX-WJW", "statutory_duty"),
    ("村医干了三十年没有养老保障", "HB-WJW", "petition_procedure"),
    ("菜市场的秤少二两", "HB-SCJ", "statutory_duty"),
    ("给老人讲课推销保健品，骗了两万块", "HB-SCJ", "statutory_duty"),
    ("有人冒用我的身份证注册了公司", "HB-SCJ", "statutory_duty"),
    ("孩子户口在这却不让上门口的小学", "HB-JTJ", "petition_procedure"),
    ("班主任扇孩子耳光", "HB-JTJ", "statutory_duty"),
    ("村里的古庙快塌了，没人保护", "HB-WLJ", "petition_procedure"),
    ("门牌号重复快递老送错", "HB-MZJ", "petition_procedure"),
    ("居民楼底下存着几十罐液化气", "HB-YJJ", "statutory_duty"),
    ("电动车推进楼里充电", "HB-XFDD", "statutory_duty"),
    ("邻居的大狼狗不拴绳咬了孩子", "HB-GAJ", "statutory_duty"),
    ("官司打赢了两年，法院还没给我执行回来钱", "HB-FY", "litigation"),
    ("人家借了我三万，打了借条，耍赖不给，借钱不还", "HB-FY", "litigation"),
    ("火车晚上鸣笛吵得睡不着", "VERT-TL", "petition_procedure"),
    ("存折上的五万变成了保险单", "VERT-JRJG", "statutory_duty"),
    ("移动给我开了没办过的套餐", "VERT-TXGL", "statutory_duty"),
]


@pytest.mark.parametrize(("text", "organ", "route"), MATTERS)
def test_a_matter_finds_its_organ_and_its_way(jurist: Jurist, text: str, organ: str, route: str) -> None:
    found = jurist.classify(Submission(text, "", "", division_code="411202201"), DAY)
    assert found.organ.answer == organ
    assert found.route.answer == route
