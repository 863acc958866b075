"""From sums to figures: which sums go into which cell, and what is divided by what. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from service.statistics.catalogue import Indicator, Term
from service.statistics.queries import Sum
from service.statistics.question import Question

_PLACES = Decimal("0.0001")  # domain §11: ratios keep 4 decimals, half up


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure: the codes it stands under (None: unknown), and what it is made of.

    `sums`: of a flow and a stock the number itself; of a share numerator and denominator; of an average all days and
    how many there were; of a percentile the days and how many there were; of a product both multiplied out.
    """

    keys: tuple[str | None, ...]
    sums: tuple[int, ...]
    suppressed: bool = False  # then it has no sums: nothing of it is told, 0 least of all


@dataclass(frozen=True, slots=True)
class Table:
    """The answer: the total and its parts, from the same sums."""

    total: Cell
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """How much a case has in a figure, such that all together make it.

    Of an average and a percentile the denominator counts, the numerator adds days up and `days` says how often each; a
    product is (numerators × seconds) ÷ denominators².
    """

    numerator: int
    denominator: int | None = None
    second: int | None = None
    days: Mapping[int, int] = field(default_factory=dict)

    @property
    def is_none(self) -> bool:
        """Whether it has nothing in it."""
        return not (self.numerator or self.denominator or self.second or any(self.days.values()))


def scopes(indicator: Indicator) -> tuple[str, ...]:
    """The dimensions that its terms are limited by."""
    return tuple(dict.fromkeys(name for term in indicator.terms for name, _ in term.scope))


def tells_kinds(indicator: Indicator) -> bool:
    """Whether its terms tell kinds apart."""
    days = indicator.kind in ("average", "percentile")
    return days or any(term.kinds or term.within for term in indicator.terms)


def fold(question: Question, sums: Sequence[Sum]) -> Table:
    """The cells in the order of their codes, unknown ones last, and their total."""
    by_keys: dict[tuple[str | None, ...], list[Sum]] = {}
    for one in sums:
        by_keys.setdefault(one.keys, []).append(one)
    order = sorted(by_keys, key=lambda keys: [(code is None, code or "") for code in keys])
    weights = _Weights(question)
    cells = [Cell(keys, _made_of(question, by_keys[keys], weights)) for keys in order] if question.by else []
    return Table(Cell((), _made_of(question, sums, weights)), tuple(cell for cell in cells if any(cell.sums)))


def share(question: Question, sums: Sequence[Sum]) -> Share:
    """What some sums have in a figure."""
    indicator, weights = question.indicator, _Weights(question)
    if indicator.kind in ("average", "percentile"):
        days = _days(sums, weights)
        return Share(sum(day * many for day, many in days.items()), sum(days.values()), days=days)
    numerator, second, denominator = _weighed(sums, weights)
    return Share(numerator, denominator if indicator.denominator else None, second if indicator.second else None)


def value(question: Question, cell: Cell) -> int | float | None:
    """The figure of a cell. A share of nothing is null, never 0."""
    if cell.suppressed:
        return None
    if not question.indicator.is_ratio:
        return cell.sums[0]
    numerator, denominator = cell.sums
    if denominator == 0:
        return None
    if question.indicator.kind == "percentile":
        return numerator
    return float((Decimal(numerator) / Decimal(denominator)).quantize(_PLACES, ROUND_HALF_UP))


class _Weights:
    """How often a sum counts in the numerator, the second and the denominator: worked out once for each of a kind."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._scopes = scopes(question.indicator)
        self._known: dict[tuple[Any, ...], tuple[int, int, int]] = {}

    def of(self, one: Sum) -> tuple[int, int, int]:
        """Numerator, second, denominator."""
        key = (one.measure, one.kind, one.scopes)
        if key not in self._known:
            indicator = self._question.indicator
            first, second, below = (
                sum((-1 if term.minus else 1) for term in terms if self._counts(term, one))
                for terms in (indicator.numerator, indicator.second, indicator.denominator)
            )
            self._known[key] = first, second, below
        return self._known[key]

    def _counts(self, term: Term, one: Sum) -> bool:
        if one.measure is not term.measure or (term.kinds and one.kind not in term.kinds):
            return False
        if term.within and int(one.kind or 0) > (self._question.window or 0):
            return False
        under = dict(zip(self._scopes, one.scopes, strict=True))
        return all(under[name] in codes for name, codes in term.scope)


def _made_of(question: Question, sums: Iterable[Sum], weights: _Weights) -> tuple[int, ...]:
    indicator = question.indicator
    if indicator.kind in ("average", "percentile"):
        days = _days(sums, weights)
        count = sum(days.values())
        if indicator.kind == "percentile":
            return _percentile(days, indicator.share), count
        return sum(day * many for day, many in days.items()), count
    numerator, second, denominator = _weighed(sums, weights)
    if indicator.kind == "product":
        return numerator * second, denominator * denominator
    return (numerator, denominator) if indicator.kind == "share" else (numerator,)


def _weighed(sums: Iterable[Sum], weights: _Weights) -> tuple[int, int, int]:
    numerator = second = denominator = 0
    for one in sums:
        above, beside, below = weights.of(one)
        numerator += above * one.quantity
        second += beside * one.quantity
        denominator += below * one.quantity
    return numerator, second, denominator


def _days(sums: Iterable[Sum], weights: _Weights) -> Mapping[int, int]:
    found: dict[int, int] = {}
    for one in sums:
        if one.kind is not None and weights.of(one)[0]:
            found[int(one.kind)] = found.get(int(one.kind), 0) + one.quantity
    return found


def _percentile(days: Mapping[int, int], share: float) -> int:
    """The smallest number of days within which this share of all lies; 0 of none."""
    wanted, seen = Decimal(str(share)) * sum(days.values()), 0
    for day in sorted(days):
        seen += days[day]
        if seen >= wanted:
            return day
    return 0
