"""Who is reproached with corrupt conduct where a petition names them, in any petition (条例 30(3)).

An accusation is rarely called one: 专管员来店里拿东西从不给钱 says it. What is looked for is somebody in office and, in
the same sentence behind the name, a deed that no clerk would send to the organ it is said of: money taken, kin served,
an informant given away, what is public sold or shared out, what nobody looked at certified. Failing to act is no such
deed: 住建局不管 asks it to act. Where a petition asks for nothing, less is enough: one person of the organ singled out,
or its people told of beside favours. The posts and the deeds are words of the lexicon; here is only how they have to
stand.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from service.rulebook.evidence import Evidence
from service.rulebook.jurisdiction import Span
from service.rulebook.vocabulary import TextField

OFFICIALS = ("official", "office")  # signs: people named by their posts
DEEDS = ("deed",)
LEAKS = ("leak",)
# Kin, presents, odd books, fear: none of them accuses alone, each does beside one person singled out at an organ
HINTS = ("kin", "favour", "ledger", "misconduct", "hearsay", "fear", "hint", "sham", *DEEDS, *LEAKS)
FAVOURS = ("kin", "favour", "hint", "sham", *LEAKS)
TOLD = (*HINTS, "accuse")  # where none of these stands, nobody is reproached
REACH, NEAR = 32, 12  # characters from a name to the deed; to the telling on of an informant
BEFORE = 24  # characters before a name in which an accusing word may stand

_SENTENCE = re.compile(r"[。!?;]")
# 请住建局查处物业收钱: the deed is another's, and the organ is asked to act
_ANOTHERS = re.compile(
    r"查处|打击|整治|严查|制止|严惩|管管|请|希望|要求|建议|反映|投诉|举报|报案|报警|起诉|催|说是|认定|答复|判决|"
    r"公司|老板说|学校|医院|开发商|物业|被骗|骗子|诈骗|邻居|我给|我们给"
)
# 城管局对面那家烧烤店: the organ only says where something is
_BESIDE = re.compile(r"(?:大门|大院|门)?(?:对面|门口|门前|旁边|隔壁|附近|楼下|后面|后边|西边|东边|南边|北边)")
_COMPANIES = ("公司", "医院", "卫生院", "银行")
# 来验收的科长, 上路的人: somebody of the organ in office; what follows in the sentence must tell of favours
_STAFF = re.compile(
    r"[^,。;:!?、]{0,10}?(?:[一-鿿]长|主任|书记|领导|一把手|[一-鿿]员(?!会|工)|参谋|考官|法官|民警|辅警|干部|来人|几个人|有人|里人"
    r"|(?:管|负责|分管|抄|查|验|收|办|上路|来)[^,。;:!?、]{0,8}?的(?:人)?|的[一两俩三几]?个?人)"
)
# 住建局质量站来的老邱, 殡葬办管登记的小马, 执行局有个姓仝的, 社保所那位女同志: one person of the organ is singled out.
# Who wants something done names the office; who tells of a person by surname or nickname tells what that person did.
_PERSON = re.compile(
    r"(?:(?!判决|判令|被告|原告|审理)[^,。;:!?、]){0,14}?"
    r"(?:老(?![师板人家百党伴婆公爷奶太小城区街房楼旧年是不头汉总大两早院工职兵同战乡干实说赖化])[\u4e00-\u9fff](?!人|家)"
    r"|(?<=[的\"'“‘叫是])小(?![区学孩时姐姑妹弟商摊吃作型组路卖车程额企微心便女朋店宝产河巷院广灵事麦升厂水镇的数冷伙同])[\u4e00-\u9fff]"
    r"|姓[\u4e00-\u9fff]的|[\u4e00-\u9fff](?:某|xx|××|[a-z]某)|[那这]位"
    r"|那[两俩]位|那个(?:管|女|男|胖|瘦|姓)|有个(?:管|女|男|姓)|女同志|后生|外号|绰号|人称)"
)


_LEADER = re.compile(r"[^,。;:!?、]{0,6}?(?:[所站局院队科股庭]长|主任)")
_SPOKEN_TO = re.compile(r"(?:致|给|向|跟|找|对|问|望|敬的|谢)[^,。;:!?]{0,8}$")
# Who asks for something, or tells that it is still not done, wants the organ; who does neither tells on its people
_WISH = re.compile(
    r"请(?![吃客他她喝假]|我们?吃)|望(?![着见去])|恳|要求|建议|求助|求求|能否|能不能|怎么办|为什么|为何|[吗呢][?。!,;]|\?"
    r"|还[没不]|至今|迟迟|一直[没未不]|没人[管来理]|不管|不理|没有?(?:结果|回复|答复|动静)|推来推去|反映过|投诉过"
)


def singled_out(words: str, end: int) -> bool:
    """Whether the words behind the name of an organ, which ends here, single out one of its people."""
    return _PERSON.match(words, end) is not None


def staff(words: str, end: int) -> bool:
    """Whether the words behind the name of an organ, which ends here, name people of it and not the organ."""
    return _STAFF.match(words, end) is not None


def led(words: str, start: int, end: int) -> bool:
    """Whether who leads the organ named from start to end, or a part of it, is told of and not spoken to."""
    return _LEADER.match(words, end) is not None and not _SPOKEN_TO.search(words, max(0, start - NEAR), start)


def wishes(words: str) -> bool:
    """Whether words ask for anything or ask anything."""
    return _WISH.search(words) is not None


def accusing(places: Iterable[str]) -> re.Pattern[str]:
    """What stands before an organ that is itself accused, 举报某市城管局: at most the name of its place between.

    `places` are the divisions in which the bureau's organs are, without 省, 市, 区.
    """
    here = "|".join(re.escape(place) for place in sorted(places))
    return re.compile(
        r"(?:(?:^|[,。;:]|我要|实名|强烈|匿名|现)(?:举报|控告|检举|控诉|揭发|状告)"
        r"|被(?:投诉|举报|控告|检举|反映|申诉)(?:单位|人|对象|机关|方)(?:名称)?[是:为 ]*)"
        rf"(?:关于)?(?:[a-z]?\d*[省市区县州]|{here}|本|我|某|[一-鿿]{{2}}[省市区县州]){{0,4}}(?:人民)?$"
    )


@dataclass(frozen=True, slots=True)
class Deeds:
    """Where in one field deeds are told, and hints of favours."""

    words: str
    corrupt: tuple[Span, ...]
    leaked: tuple[Span, ...]
    hinted: tuple[Span, ...]
    object_of: re.Pattern[str]  # `accusing`

    def reproach(self, start: int, end: int) -> bool:
        """Whether what is named from start to end is reproached: as the object of an accusation or by a deed."""
        words = self.words
        if words.endswith(_COMPANIES, start, end) or _BESIDE.match(words, end):
            return False
        if self.object_of.search(words, max(0, start - BEFORE), start):
            return True
        if any(self._follows(end, one, NEAR) for one in self.leaked):
            return True
        return self._tells(end, self.corrupt) or self._staff(end)

    def _staff(self, end: int) -> bool:
        """Whether people of the organ are told of and the same sentence hints at favours."""
        named = _STAFF.match(self.words, end)
        return named is not None and self._tells(named.end(), self.hinted)

    def _tells(self, end: int, told: Sequence[Span]) -> bool:
        followed = (one for one in told if self._follows(end, one, REACH))
        return any(not _ANOTHERS.search(self.words, end, one.end) for one in followed)

    def _follows(self, end: int, deed: Span, reach: int) -> bool:
        return end <= deed.start <= end + reach and not _SENTENCE.search(self.words, end, deed.start)


def deeds_in(field: TextField, words: str, evidence: Evidence, object_of: re.Pattern[str]) -> Deeds:
    """The deeds of one field, from the signs found in the petition."""
    corrupt, leaked, hinted = (_spans(field, signs, evidence) for signs in (DEEDS, LEAKS, FAVOURS))
    return Deeds(words, corrupt, leaked, hinted, object_of)


def officials_in(field: TextField, evidence: Evidence) -> tuple[Span, ...]:
    """Where people are named by their posts in one field."""
    return _spans(field, OFFICIALS, evidence)


def _spans(field: TextField, signs: Sequence[str], evidence: Evidence) -> tuple[Span, ...]:
    return tuple(span for sign in signs for span in evidence.spans.get(sign, ()) if span.field is field)
