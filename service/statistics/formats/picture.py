"""What a picture of an answer shows, as plain figures: axis, series, and the words around them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from service.desk.kit import ZONE, local_date
from service.rulebook.errors import UnknownParameter
from service.statistics.dimensions import DIMENSIONS, UNKNOWN
from service.statistics.fold import Cell, value
from service.statistics.formats.answered import Answered
from service.statistics.formats.names import dimension_name
from service.statistics.formats.periods import periods

SERIES, BARS, POINTS = 10, 60, 400  # beyond these a picture is no answer
TOTAL = "合计"
Code = str | None
Figure = int | float | None


@dataclass(frozen=True, slots=True)
class Picture:
    """What is seen: figures per series and place of the axis; None where there is no figure."""

    title: str
    subtitle: str
    unit: str
    foot: str
    is_line: bool
    axis: str
    places: tuple[str, ...]
    series: tuple[tuple[str, tuple[Figure, ...]], ...]


def picture(answered: Answered) -> Picture:
    """What there is to see; of the total alone, one bar. Raises `UnknownParameter` where that is too much."""
    by = answered.question.by
    if len(by) > 2:
        raise UnknownParameter("by", ",".join(by), "图至多两个维度 at most two dimensions for a picture", "→ .csv?")
    # Time runs along the axis, whichever place it has in the question.
    axis, *second = sorted(by, key=lambda name: not DIMENSIONS[name].is_period) or [""]
    is_line = bool(by) and DIMENSIONS[axis].is_period
    places, series = _along(answered, axis) if by else {None: TOTAL}, _parts(answered, second)
    _check(answered, len(places), len(series), POINTS if is_line else BARS)
    figures = {tuple(cell.codes.get(name) for name in (axis, *second)): cell.value for cell in answered.rows}
    empty = _of_nothing(answered)
    return Picture(
        title=answered.question.indicator.zh,
        subtitle=_subtitle(answered),
        unit=answered.question.indicator.unit or ("比率" if answered.is_ratio else ""),
        foot=_foot(answered),
        is_line=is_line,
        axis=dimension_name(axis),
        places=tuple(places.values()),
        series=tuple(
            (label, tuple(figures.get((place, *code), empty) for place in places)) for code, label in series.items()
        ),
    )


def _along(answered: Answered, axis: str) -> dict[Code, str]:
    """The places of the axis with their labels: all periods up to where the figures reach, or the codes that occur."""
    question = answered.question
    seen: dict[Code, str] = {cell.codes[axis]: cell.labels[axis] for cell in answered.cells}
    if DIMENSIONS[axis].is_period and question.first is not None:
        last = min(question.last, local_date(answered.reading.as_of))
        for code in periods(axis, question.first, last):
            seen.setdefault(code, question.label(axis, code, answered.bureau))
    return _told_apart(seen)


def _parts(answered: Answered, second: Sequence[str]) -> dict[tuple[Code, ...], str]:
    if not second:
        return {(): ""}
    seen: dict[Code, str] = {cell.codes[second[0]]: cell.labels[second[0]] for cell in answered.cells}
    return {(code,): label for code, label in _told_apart(seen).items()}


def _told_apart(seen: dict[Code, str]) -> dict[Code, str]:
    """The labels in order of their codes; those of the same name (城关镇 is in many counties) with their codes."""
    often = Counter(seen.values())
    return {
        code: seen[code] if often[seen[code]] == 1 else f"{seen[code]} {code}"
        for code in sorted(seen, key=_unknown_last)
    }


def _unknown_last(code: Code) -> tuple[bool, str]:
    return code is None, code or ""


def _check(answered: Answered, places: int, series: int, most: int) -> None:
    if places > most or series > SERIES or (places * series > BARS * 2 and most == BARS):
        allowed = (
            f"图至多 {most} 项、{SERIES} 组 "
            f"a picture has at most {most} places and {SERIES} series, not {places} and {series}"
        )
        raise UnknownParameter("by", ",".join(answered.question.by), allowed, "→ .csv?")


def _of_nothing(answered: Answered) -> Figure:
    """The figure of a place that the table leaves out because nothing was counted there: 0, or null for a ratio."""
    return value(answered.question, Cell((), (0, 0) if answered.question.indicator.is_ratio else (0,)))


def _subtitle(answered: Answered) -> str:
    question = answered.question
    until = question.last.isoformat()
    parts = [f"{question.first.isoformat()} 至 {until}" if question.first else f"截至 {until}"]
    for name, codes in question.filters:
        labels = [question.label(name, None if code == UNKNOWN else code, answered.bureau) for code in codes]
        parts.append(f"{dimension_name(name)}：{'、'.join(labels)}")
    figure = answered.total.value
    nothing = "不予公布" if answered.total.suppressed else "无"
    parts.append(f"{TOTAL} {nothing if figure is None else figure}{question.indicator.unit}")
    return " · ".join(parts)


def _foot(answered: Answered) -> str:
    indicator = answered.question.indicator
    as_of = answered.reading.as_of.astimezone(ZONE)
    return (
        f"来源：{answered.bureau.name} · 数据截至 {as_of:%Y-%m-%d %H:%M:%S} · "
        f"{indicator.code} 定义第{indicator.version}版（{indicator.source}）"
    )
