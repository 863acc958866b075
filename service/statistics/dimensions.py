"""By what a figure can be cut: each dimension with its expression over a posting and its codes.

Codes are hierarchical by prefix (a class 2+2+2 digits, a division 2/4/6/9/12), so that rolling up is cutting off.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from service.bureau.load import Bureau
from service.rulebook.vocabulary import Channel, Purpose, Route

UNKNOWN = "unknown"  # the code of what nobody has decided yet; in an answer it is null
UNKNOWN_LABEL = "未确定"


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to cut. `column` is what of a posting it reads."""

    name: str
    column: str
    expression: str
    codes: Callable[[Bureau], Iterable[str]] | None  # None: a period, which is asked for by from and to
    label: Callable[[Bureau, str, date], str]  # on the last day that is counted: a class is called as it is called then

    @property
    def is_period(self) -> bool:
        """Whether it cuts time; a stock has no such cut, since it stands at one day."""
        return self.codes is None

    def known(self, code: str, bureau: Bureau) -> bool:
        """Whether a filter may name this code."""
        return code == UNKNOWN or (self.codes is not None and code in set(self.codes(bureau)))


def _division_at(digits: int) -> Callable[[Bureau], Iterable[str]]:
    return lambda bureau: (one.code for one in bureau.divisions if len(one.code) <= digits)


def _class_codes(level: int) -> Callable[[Bureau], Iterable[str]]:
    return lambda bureau: (one.code for one in bureau.content_classes if one.level <= level)


def _class_name(bureau: Bureau, code: str, on: date) -> str:
    return bureau.content_classes.path(code, on) if code in bureau.content_classes else code


def _division_name(bureau: Bureau, code: str, _: date) -> str:
    return bureau.divisions.name(code) if code in bureau.divisions else code


def _organ_name(bureau: Bureau, code: str, _: date) -> str:
    return bureau.organs.name(code)


def _period(text: Callable[[str], str]) -> Callable[[Bureau, str, date], str]:
    return lambda _bureau, code, _on: text(code)


def _yes_no(name: str, yes: str, no: str) -> Dimension:
    said = {"true": yes, "false": no}
    return Dimension(name, name, f"{name}::text", lambda _: ("true", "false"), lambda _b, code, _on: said[code])


_TEN_DAYS = {"1": "上旬", "2": "中旬", "3": "下旬"}

DIMENSIONS: dict[str, Dimension] = {
    dimension.name: dimension
    for dimension in (
        Dimension("year", "business_on", "to_char(business_on, 'YYYY')", None, _period(lambda code: f"{code}年")),
        Dimension(
            "quarter",
            "business_on",
            """to_char(business_on, 'YYYY"-Q"Q')""",
            None,
            _period(lambda code: f"{code[:4]}年第{code[-1]}季度"),
        ),
        Dimension(
            "month",
            "business_on",
            "to_char(business_on, 'YYYY-MM')",
            None,
            _period(lambda code: f"{code[:4]}年{int(code[5:])}月"),
        ),
        Dimension(  # 旬: 上旬 to the 10th, 中旬 to the 20th, 下旬 to the end of the month
            "ten_days",
            "business_on",
            """to_char(business_on, 'YYYY-MM"-T"') || least((extract(day FROM business_on)::int + 9) / 10, 3)""",
            None,
            _period(lambda code: f"{code[:4]}年{int(code[5:7])}月{_TEN_DAYS[code[-1]]}"),
        ),
        Dimension("day", "business_on", "to_char(business_on, 'YYYY-MM-DD')", None, _period(str)),
        Dimension("channel", "channel", "channel", lambda _: Channel, lambda b, code, _: b.labels.of(Channel(code)).zh),
        Dimension("class", "content_class", "left(content_class, 2) || '0000'", _class_codes(1), _class_name),
        Dimension("class2", "content_class", "left(content_class, 4) || '00'", _class_codes(2), _class_name),
        Dimension("class3", "content_class", "content_class", _class_codes(3), _class_name),
        Dimension("district", "division", "left(division, 6)", _division_at(6), _division_name),
        Dimension("township", "division", "left(division, 9)", _division_at(9), _division_name),
        Dimension("village", "division", "division", _division_at(12), _division_name),
        Dimension("organ", "organ", "organ", lambda b: (one.code for one in b.organs), _organ_name),
        Dimension("purpose", "purpose", "purpose", lambda _: Purpose, lambda b, code, _: b.labels.of(Purpose(code)).zh),
        Dimension("route", "route", "route", lambda _: Route, lambda b, code, _: b.labels.of(Route(code)).zh),
        _yes_no("repeat", "重复件", "初次件"),
        _yes_no("joint", "联名", "非联名"),
        _yes_no("confidential", "涉检举控告", "其他"),
        Dimension(
            "bureau", "bureau", "bureau", lambda b: (b.code,), lambda b, code, _: b.name if code == b.code else code
        ),
        # What an indicator's measures distinguish; its codes and labels are theirs (`kinds.py`).
        Dimension("kind", "kind", "kind", lambda _: (), lambda _b, code, _on: code),
    )
}

# What a term of an indicator may be limited to: dimensions whose codes are words of the field, no data of a bureau.
_EITHER = ("true", "false")
SCOPES: Mapping[str, Sequence[str]] = {
    "channel": tuple(Channel),
    "purpose": tuple(Purpose),
    "route": tuple(Route),
    "repeat": _EITHER,
    "joint": _EITHER,
    "confidential": _EITHER,
}
