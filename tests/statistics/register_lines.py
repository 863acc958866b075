"""A third way to a figure: the lines of the register, read once and reckoned by hand."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from service.desk.kit import Desk, local_date
from service.rulebook.measures import Measure
from service.statistics.dimensions import UNKNOWN
from service.statistics.fold import Table, fold, scopes, tells_kinds
from service.statistics.queries import Sum
from service.statistics.question import Question
from service.statistics.recount import of_matters, of_petitions
from service.statistics.recount.about import DIMENSIONS, WITH

COLUMNS = ("measure", "kind", "business_on", "quantity", *DIMENSIONS)
REGISTER = f"""
WITH {WITH}, register ({", ".join(COLUMNS)}) AS ({" UNION ALL ".join((*of_petitions.SOURCES, *of_matters.SOURCES))})
SELECT * FROM register
"""  # noqa: S608 - constants only
Line = Mapping[str, Any]


def _cut(column: str, upto: int, filled: str = "") -> Callable[[Line], str | None]:
    return lambda line: None if line[column] is None else line[column][:upto] + filled


def _either(column: str) -> Callable[[Line], str | None]:
    return lambda line: None if line[column] is None else str(line[column]).lower()


def _ten_days(line: Line) -> str:
    day: date = line["business_on"]
    return f"{day:%Y-%m}-T{1 if day.day <= 10 else 2 if day.day <= 20 else 3}"


CODES: dict[str, Callable[[Line], str | None]] = {
    "year": lambda line: f"{line['business_on']:%Y}",
    "quarter": lambda line: f"{line['business_on']:%Y}-Q{(line['business_on'].month + 2) // 3}",
    "month": lambda line: f"{line['business_on']:%Y-%m}",
    "ten_days": _ten_days,
    "day": lambda line: str(line["business_on"]),
    "class": _cut("content_class", 2, "0000"),
    "class2": _cut("content_class", 4, "00"),
    "class3": _cut("content_class", 6),
    "district": _cut("division", 6),
    "township": _cut("division", 9),
    "village": _cut("division", 12),
    **{name: _either(name) for name in ("repeat", "joint", "confidential")},
    **{name: _cut(name, 99) for name in ("channel", "organ", "purpose", "route", "bureau", "kind")},
}


async def register_lines(desk: Desk) -> list[Line]:
    """Everything that the register says, as lines."""
    async with desk.snapshot() as tx:
        rows = await tx.rows(REGISTER.replace("$3::text", f"'{desk.bureau.code}'"))
    return [dict(row) for row in rows]


def reckoned(question: Question, lines: Sequence[Line], as_of: datetime) -> Table:
    """The answer to a question, from these lines."""
    indicator, last = question.indicator, min(question.last, local_date(as_of))
    sums = [
        Sum(
            tuple(CODES[name](line) for name in question.by),
            Measure(line["measure"]),
            line["kind"] if tells_kinds(indicator) else None,
            tuple(CODES[name](line) for name in scopes(indicator)),
            line["quantity"],
        )
        for line in lines
        if line["measure"] in indicator.measures
        and (question.first or date.min) <= line["business_on"] <= last
        and all((CODES[name](line) or UNKNOWN) in codes for name, codes in question.filters)
    ]
    return fold(question, sums)
