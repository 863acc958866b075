"""Who is reproached with corrupt conduct where a petition names them, in any petition (条例 30(3)).

An accusation is rarely called one: 专管员来店里拿东西从不给钱 says it. What is looked for is somebody in office and, in
the same sentence behind the name, a deed that no clerk would send to the organ it is said of: money taken, kin served,
an informant given away, what is public sold or shared out. Failing to act is no such deed: 住建局不管 asks it to act.
"""

import re
from collections.abc import Iterator

BEFORE, REACH = 12, 34  # characters that are looked at on either side of a name

OFFICIALS = re.compile(
    r"(?:副|付)?(?:局长|所长|站长|科长|股长|主任|书记|乡长|镇长|区长|县长|院长|庭长|队长|支队长|大队长|校长|园长|主席)|法官|检察官|"
    r"书记员|民警|警察|辅警|交警|协警|专管员|监督员|稽查员|执法人员|执法队员|城管队员|办案人员|公职人员|工作人员|窗口人员|经办人|"
    r"办事员|领导干部|村干部|乡干部|镇干部|街道干部|支书|村长|村主任|村会计|一把手|(?:局|所|站|队|院|科|乡|镇|里|街道|大厅|部门|中心)"
    r"(?:里|上)?(?:的人|有人|那位|一个姓|那个姓|有个姓|姓.的)|管.{1,3}的(?:人|把)|姓.的(?:科长|所长|法官|民警|干部|领导|主任)"
)
_DEEDS = (
    r"收钱|收(?!入|费|取费|到)(?:了|过|受|取)?[^,。入费]{0,6}(?:钱|\d万|[一二三四五六七八九十几]万|礼|烟|酒|红包|好处|回扣|保护费|购物卡|东西)|拎了?[^,。]{0,4}(?:烟|酒)|要回扣|要好处|拿回扣|"
    r"吃回扣|受贿|索贿|吃拿卡要|好处费|回扣|干股|分成|给他[^,。]{0,4}[万千百]|给钱(?:才|就|办)|交钱(?:才|就|办)|要给[^,。]{0,6}[万千百点块]|"
    r"要[一二三四五六七八九十两几\d]+[万千]|从不给钱|不给(?:钱|就|票)|送钱|塞钱|打点|"
    r"(?:他|她|的|给|是)[^,。]{0,3}(?:小舅子|大舅子|连襟|妻弟|妻哥|亲家|亲戚|亲属|亲姐|亲哥|亲弟|侄子|外甥|弟弟|姐夫|妹夫|老婆|媳妇|老公|表兄弟|堂弟|表弟)|"
    r"给(?:了)?他(?:姐|哥|弟|妹|儿子|爹|妈|女婿)|优亲厚友|给(?:了)?自己人|"
    r"通风报信|报信|递话|泄露|泄密|透露|说漏|告诉了?[^,。]{0,4}(?:老板|赌场|对方|被告|他们|厂里)|提前(?:打电话|通知|告诉)|"
    r"拿着我的信|"
    r"(?:和|跟|与)[^,。]{0,8}(?:律师|老板|被执行人|被告|对方)[^,。]{0,8}(?:吃饭|喝酒|喝茶|一桌|称兄道弟)|陪酒|同桌|称兄道弟|"
    r"私分|分着吃|分了|装兜|装进|腰包|口袋|贪污|贪了|挪用|截留|冒领|套取|虚报|多报|克扣|扣下|侵吞|私吞|"
    r"卖(?:编制|证|采伐证|指标|名额|户口)|卖官|指定[^,。]{0,8}(?:买|队|公司|干)|不买就|让(?:我们?)?[^,。]{0,3}买他|介绍[^,。]{0,3}中介|"
    r"造假|伪造|弄虚作假|改(?:过|了)?[^,。]{0,3}(?:年龄|档案)|年龄改过|插手|包庇|充当保护伞|保护伞|勾结|串通|官官相护|徇私|枉法|以权谋私|"
    r"滥用职权|玩忽职守|明知故犯|知错不改|知法犯法|执法犯法|欺上瞒下|打击报复|暴力执法|强制乱收|拒之门外|违规操作|暗箱操作|"
    r"打牌|打麻将|炒股|喝酒"
)
_DEED = re.compile(rf"[^。!?;]{{0,30}}?(?:{_DEEDS})|[^,。]{{0,4}}乱(?:收|罚)(?!费用)")
# who informs on an informant speaks of reports himself, so these are looked for before what excuses a name
_LEAK = re.compile(
    r"[^,。!?;请希要]{0,8}(?:把(?:我|他|举报)[^,。]{0,14}(?:给了?|告诉了?)|泄露|通风报信|给[^,。]{0,6}(?:报信|递话))"
)
# 请住建局查处物业乱收费: the deed is another's, and the organ is asked to act
_COMPANIES = ("公司", "医院", "卫生院", "银行")
_ANOTHERS = re.compile(
    r"查处|打击|整治|严查|制止|严惩|管管|请|希望|要求|建议|反映|投诉|举报|报案|报警|起诉|催|说是|认定|答复|判决|"
    r"公司|老板说|学校|医院|开发商|物业|被骗|骗子|诈骗|邻居|我给|我们给"
)
_OBJECT = re.compile(
    r"(?:^|[,。;:]|我要|实名|强烈|匿名|现)(?:举报|控告|检举|控诉|揭发|状告|"
    r"被(?:投诉|举报|控告|检举|反映)(?:单位|人|对象|机关)[:是为 ]*)"
    r"(?:关于)?(?:[a-z]?\d*[省市区县州]|三门峡|湖滨|本|我|某|[\u4e00-\u9fff]{2}[市区县]){0,3}(?:人民)?$"
)


def reproached(words: str, start: int, end: int) -> bool:
    """Whether what is named from start to end is reproached: as the object of a complaint, or by a deed behind it."""
    if words.endswith(_COMPANIES, start, end):
        return False
    if _OBJECT.search(words[max(0, start - BEFORE) : start]):
        return True
    if _LEAK.match(words[end : end + REACH]):
        return True
    deed = _DEED.match(words[end : end + REACH])
    return deed is not None and not _ANOTHERS.search(deed.group())


def officials(words: str, begin: int = 0) -> Iterator[tuple[int, int]]:
    """Where somebody in office is named by post or as one of an office's people."""
    for found in OFFICIALS.finditer(words, begin):
        yield found.start(), found.end()
