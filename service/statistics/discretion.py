"""What somebody without case rights may learn of accusations (30(3), 46(5); docs/decisions/0015). Pure.

One thing: how many were registered in whole months, quarters and years, each told once and never revised, and none that
is below the threshold or could be reckoned from others to be. Every other figure of theirs is without accusations.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from service.rulebook.errors import AccusationsWithheld
from service.rulebook.vocabulary import Purpose, Route
from service.statistics.dimensions import UNKNOWN
from service.statistics.fold import Cell, Table
from service.statistics.question import Question

INDICATOR = "registered_items"
HOW = f"{INDICATOR}?confidential=true&from=2026-01-01&to=2026-03-31&by=month"
ACCUSING = (("confidential", ("true",)),)
NOT_ACCUSING = ("confidential", ("false",))
_LENGTHS = {"month": 1, "quarter": 3, "year": 12}
# Codes under which accusations stand, or would be seen missing: what nobody has decided yet is told to nobody outside.
_POINTING = {
    "confidential": {"true", "false", UNKNOWN},
    "purpose": {Purpose.ACCUSATION.value},
    "route": {Route.DISCIPLINE.value},
}

Counts = Mapping[str, int]


def asks_for_accusations(question: Question, on: date) -> bool:
    """Whether a question on this day is about accusations. Raises `AccusationsWithheld` where it wants too much."""
    pointing = any(_POINTING.get(name, set()) & set(codes) for name, codes in question.filters)
    if not pointing and "confidential" not in question.by:
        return False
    step = _LENGTHS.get(question.by[0], 0) if len(question.by) == 1 else 1
    if (
        question.indicator.code != INDICATOR
        or question.filters != ACCUSING
        or len(question.by) > 1
        or not step
        or not _whole(question, step, on)
    ):
        raise AccusationsWithheld(HOW)
    return True


def months(first: date, last: date) -> list[tuple[date, date]]:
    """The calendar months of a period of whole ones, each with its first and last day."""
    starts = [date(first.year, month, 1) for month in range(first.month, last.month + 1)]
    return [(one, one.replace(day=monthrange(one.year, one.month)[1])) for one in starts]


def told(question: Question, counts: Counts, threshold: int) -> Table:
    """The figures of accusations: `counts` are those of each month of the period, in order."""
    by_month = list(counts.items())
    total = _cell((), by_month, threshold)
    if not question.by:
        return Table(total, ())
    step = _LENGTHS[question.by[0]]
    units = [by_month[at : at + step] for at in range(0, len(by_month), step)]
    return Table(total, tuple(_cell((_code(unit),), unit, threshold) for unit in units))


def _whole(question: Question, step: int, on: date) -> bool:
    """Whether the period is whole units of one year, and over."""
    first, last = question.first, question.last
    if first is None or first.year != last.year or last >= on:
        return False
    begins = first.day == 1 and (first.month - 1) % step == 0
    return begins and last.day == monthrange(last.year, last.month)[1] and last.month % step == 0


def _cell(keys: tuple[str, ...], unit: Sequence[tuple[str, int]], threshold: int) -> Cell:
    if _may_be_told(unit, threshold):
        return Cell(keys, (sum(count for _, count in unit),))
    return Cell(keys, (), suppressed=True)


def _may_be_told(unit: Sequence[tuple[str, int]], threshold: int) -> bool:
    """Whether what nobody knows yet of a unit is nothing, or together no less than the threshold.

    So all that is ever told are blocks that do not overlap, each of at least the threshold; whatever is reckoned from
    them is a sum of blocks. It asks nothing of other units, so a month that is told stays told when its year is over.
    """
    hidden = _hidden(unit, threshold)
    is_unit = len(unit) in _LENGTHS.values() and (int(unit[0][0][5:]) - 1) % len(unit) == 0
    if not hidden or not is_unit:
        return not hidden
    return sum(hidden) >= threshold


def _hidden(unit: Sequence[tuple[str, int]], threshold: int) -> list[int]:
    """The counts of the months of which neither they nor a smaller unit with them is told."""
    if len(unit) == _LENGTHS["month"]:
        return [unit[0][1]]
    parts: Iterable[Sequence[tuple[str, int]]] = [[month] for month in unit]
    if len(unit) == _LENGTHS["year"]:
        quarters = [unit[at : at + 3] for at in range(0, 12, 3)]
        parts = [
            part
            for quarter in quarters
            if not _may_be_told(quarter, threshold)
            for part in ([month] for month in quarter)
        ]
    return [part[0][1] for part in parts if part[0][1] < threshold]


def _code(unit: Sequence[tuple[str, int]]) -> str:
    first = unit[0][0]
    match len(unit):
        case 1:
            return first
        case 3:
            return f"{first[:4]}-Q{(int(first[5:]) + 2) // 3}"
    return first[:4]
