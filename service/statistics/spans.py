"""How a stretch of business time is laid out over totals: years, months, 旬, and lines at ragged edges. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from service.ledger.cuts import Grain

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Totals of one grain whose first day lies in these days. Small pages have the finest grain alone."""

    large: bool
    grain: Grain
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Edge:
    """Days whose lines are added to the totals (1) or taken off them (-1)."""

    sign: int
    first: date
    last: date


def laid_out(
    first: date | None, last: date, today: date, *, by_day: bool, coarsest: Grain
) -> tuple[list[Span], list[Edge]]:
    """What to read of totals by day or by 旬, no coarser than wanted, for these days; both are included.

    `today` is the last day that anything has happened on: what lies behind it is little and quickly taken off.
    """
    edges: list[Edge] = []
    first = first or date.min
    if not by_day:
        first, last, edges = _squared(first, last, today)
    if first > last:
        return [], edges
    small = Span(False, Grain.FINEST, first, last)
    return [small, *(Span(True, *part) for part in _parts(first, last, coarsest))], edges


def _parts(first: date, last: date, coarsest: Grain) -> Iterator[tuple[Grain, date, date]]:
    """The fewest totals that make up these days."""
    if first > last:
        return
    if coarsest is Grain.FINEST:
        yield coarsest, first, last
        return
    finer = Grain(coarsest - 1)
    start, behind = _whole(first, last, coarsest)
    if start >= behind:
        yield from _parts(first, last, finer)
        return
    if first < start:
        yield from _parts(first, start - _DAY, finer)
    yield coarsest, start, behind - _DAY
    yield from _parts(behind, last, finer)


def _whole(first: date, last: date, grain: Grain) -> tuple[date, date]:
    """The whole months or years among these days: the first day of the first, and the first day behind the last."""
    start = _start(first, grain)
    return (start if start == first else _next(start, grain)), _start(last + _DAY, grain)


def _start(day: date, grain: Grain) -> date:
    return day.replace(month=1, day=1) if grain is Grain.YEAR else day.replace(day=1)


def _next(start: date, grain: Grain) -> date:
    if grain is Grain.YEAR or start.month == 12:
        return date(start.year + 1, 1, 1)
    return start.replace(month=start.month + 1)


def _squared(first: date, last: date, today: date) -> tuple[date, date, list[Edge]]:
    """These days as whole 旬, with the edges that make up for it: the days inside or outside, the fewer ones."""
    start, end = _ten_days(first)
    behind_start, behind = _ten_days(last)
    if start == behind_start and (start, behind) != (first, last):
        return date.max, date.min, [Edge(1, first, last)]  # nothing is whole
    edges = []
    if start < first:
        if first - start < end - first + _DAY:
            edges.append(Edge(-1, start, first - _DAY))
            first = start
        else:
            edges.append(Edge(1, first, end))
            first = end + _DAY
    if last < behind:
        if last >= today or behind - last < last - behind_start + _DAY:
            edges.append(Edge(-1, last + _DAY, behind))
            last = behind
        else:
            edges.append(Edge(1, behind_start, last))
            last = behind_start - _DAY
    return first, last, edges


def _ten_days(day: date) -> tuple[date, date]:
    start = day.replace(day=min((day.day - 1) // 10, 2) * 10 + 1)
    if start.day < 21:
        return start, start.replace(day=start.day + 9)
    return start, _next(start.replace(day=1), Grain.MONTH) - _DAY
