"""By what a figure can be cut: each dimension with its expression over a posting and its codes.

Codes are hierarchical by prefix (a class 2+2+2 digits, a division 2/4/6/9/12), so that rolling up is cutting off.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from service.bureau.load import Bureau
from service.rulebook.vocabulary import Channel, Purpose, Route

UNKNOWN = "unknown"  # the code of what nobody has decided yet; in an answer it is null


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to cut."""

    name: str
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


def _as_written(_bureau: Bureau, code: str, _on: date) -> str:
    return code


DIMENSIONS: dict[str, Dimension] = {
    dimension.name: dimension
    for dimension in (
        Dimension("year", "to_char(business_on, 'YYYY')", None, _as_written),
        Dimension("month", "to_char(business_on, 'YYYY-MM')", None, _as_written),
        Dimension("day", "to_char(business_on, 'YYYY-MM-DD')", None, _as_written),
        Dimension("channel", "channel", lambda _: Channel, lambda b, code, _: b.labels.of(Channel(code)).zh),
        Dimension("class", "left(content_class, 2) || '0000'", _class_codes(1), _class_name),
        Dimension("class2", "left(content_class, 4) || '00'", _class_codes(2), _class_name),
        Dimension("class3", "content_class", _class_codes(3), _class_name),
        Dimension("district", "left(division, 6)", _division_at(6), _division_name),
        Dimension("township", "left(division, 9)", _division_at(9), _division_name),
        Dimension("village", "division", _division_at(12), _division_name),
        Dimension("organ", "organ", lambda b: (one.code for one in b.organs), lambda b, code, _: b.organs.name(code)),
        Dimension("purpose", "purpose", lambda _: Purpose, lambda b, code, _: b.labels.of(Purpose(code)).zh),
        Dimension("route", "route", lambda _: Route, lambda b, code, _: b.labels.of(Route(code)).zh),
        Dimension("joint", "joint::text", lambda _: ("true", "false"), lambda _b, code, _: _JOINT[code]),
    )
}

_JOINT: dict[str, Any] = {"true": "联名", "false": "非联名"}
