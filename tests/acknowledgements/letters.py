"""Made-up letters of every kind, for looking at them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from service.acknowledgements.letter import Letter, Numbered, compose
from service.bureau.load import Bureau
from service.bureau.notice_facts import COMMON, KINDS
from service.register.notice_serials import NoticeSerials
from service.rulebook.vocabulary import NoticeKind

AT = datetime(2026, 3, 9, 2, 0, 0, 700_858, tzinfo=UTC)  # a clock has microseconds, the date of a file has not
RARE = "王龘㛃𠅤"
ORGAN = "湖滨区人力资源和社会保障局"
FACTS: Mapping[str, str] = MappingProxyType(
    {
        "number": "HB4829173506",
        "subject": "单位少报工龄，退休待遇被少发",
        "petitioner": RARE,
        "received_on": "2026年3月6日",
        "registered_on": "2026年3月6日",
        "fact_on": "2026年3月9日",
        "received_at": "2026年3月6日 09:30",
        "registered_at": "2026年3月6日 09:30",
        "next_step": "转送、交办或者告知",
        "next_date": "2026年3月21日",
        "article": "《信访工作条例》第十九条第三款",
        "organ": ORGAN,
        "way": "转送",
        "route": "信访程序",
        "part": "",
        "report_on": "2026年5月8日",
        "due_on": "2026年5月8日",
        "because": "本人所反映的工龄认定问题，已经由区人力资源和社会保障局受理，正在法定期限内办理",
        "ground": "同一事项已经受理或者正在办理",
        "where_to_go": "请凭编号和查询码向承办单位了解办理进展；需要法律帮助的，可以向区法律援助中心申请。",
        "channel": "行政复议、裁决、确认、许可等程序",
        "term": "该途径的法定办理期限为60日。",
        "answer": "一、退休待遇由社会保险经办机构核定，核定表可以在区政务服务大厅三楼二号窗口查询。\n"
        "二、对核定结果有异议的，可以申请复核，也可以依法申请行政复议。",
        "days": "20",
        "request": "请求补发退休待遇差额。",
        "facts_and_reasons": "经查，信访人于1986年7月参加工作，原单位2019年申报退休时少报一年工龄，情况属实。\n"
        "上述事实有人事档案、参保缴费记录和原单位书面说明为证。",
        "opinion": "支持信访人的请求。由原单位于2026年3月31日前补报工龄，社会保险经办机构收到后十日内补发差额。",
        "legal_basis": "《中华人民共和国社会保险法》第十五条、第六十三条。",
        "remedy": "不服本意见的，可以自收到之日起30日内，向湖滨区人民政府书面请求复查。",
        "outcome": "支持",
        "agreement": "一、单位于2026年3月31日前补报工龄。\n二、补发差额于2026年4月30日前到账。",
        "results": "解决问题到位",
        "resolved": "事项已经化解",
        "summary": "工龄已经补报，差额3260元已经补发到账，信访人表示满意。",
        "promised": "",
        "reviewer": "湖滨区人民政府",
        "level": "复查",
        "owed": "办结并书面答复",
        "articles": "",
        "bureau_name": "",
    }
)


def letter(bureau: Bureau, kind: NoticeKind = NoticeKind.OPINION, **changed: str) -> Letter:
    """A letter; keywords replace facts."""
    serial = NoticeSerials(bureau.number_prefix, b"k" * 32).of(kind, 2026, 12)
    told = {name: text for name, text in {**FACTS, **changed}.items() if name in wanted(kind)}
    return compose(told, kind, Numbered(serial, 2026, 12, f"https://xfj.example/verify/{serial}"), AT, bureau)


def wanted(kind: NoticeKind) -> set[str]:
    """The facts that a notice of this kind may be given."""
    return {*COMMON, *KINDS[kind].needed, *KINDS[kind].more}
