"""How a stretch of business time is laid out over totals: years, months, 旬, and lines at ragged edges. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from service.ledger.cuts import Finest, Grain

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Totals of one grain whose first day lies in these days. Short pages have the finest grain alone."""

    long: bool
    grain: Grain
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Edge:
    """Days whose lines are added to the totals (1) or taken off them (-1)."""

    sign: int
    first: date
    last: date

    @property
    def days(self) -> list[date]:
        """Each of them: fewer than a month has."""
        return [self.first + _DAY * nth for nth in range((self.last - self.first).days + 1)]


def laid_out(
    first: date | None, last: date, today: date, *, finest: Finest, coarsest: Grain
) -> tuple[list[Span], list[Edge]]:
    """What to read of totals that are kept so finely, no coarser than wanted, for these days; both are included.

    `today` is the last day that anything has happened on: what lies behind it is little and quickly taken off.
    """
    edges: list[Edge] = []
    first = first or date.min
    if first > last:  # nothing of what was asked for had begun
        return [], edges
    if finest is not Finest.DAY:
        first, last, edges = _squared(first, last, today, finest)
        if first > last:
            return [], edges
    grains = [grain for grain in reversed(Grain) if grain <= coarsest]
    if finest is Finest.MONTH and Grain.MONTH in grains:
        grains.remove(Grain.MONTH)  # which is its finest
    short = Span(False, Grain.FINEST, first, last)
    return [short, *(Span(True, *part) for part in _parts(first, last, grains))], edges


def _parts(first: date, last: date, grains: Sequence[Grain]) -> Iterator[tuple[Grain, date, date]]:
    """The fewest totals that make up these days, of these grains, the coarsest first."""
    if first > last:
        return
    coarsest, *finer = grains
    if not finer:
        yield coarsest, first, last
        return
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


def _squared(first: date, last: date, today: date, finest: Finest) -> tuple[date, date, list[Edge]]:
    """These days as whole 旬 or months, and the edges that make up for it: the days inside or outside, the fewer."""
    start, end = _around(first, finest)
    behind_start, behind = _around(last, finest)
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


def _around(day: date, finest: Finest) -> tuple[date, date]:
    """The first and last day of the 旬 or month that a day lies in."""
    if finest is Finest.TEN_DAYS and day.day < 21:
        start = day.replace(day=(day.day - 1) // 10 * 10 + 1)
        return start, start.replace(day=start.day + 9)
    start = day.replace(day=1)
    end = _next(start, Grain.MONTH) - _DAY
    return (day.replace(day=21) if finest is Finest.TEN_DAYS else start), end
