"""Lines of the ledger: a measure, a quantity, the business date of the measure's time base, and the dimensions.

What should stand in the ledger for a petition follows from its dossier (`service/rulebook/figures`); what is posted is
the difference to what stands there. So a correction takes back the old lines and makes new ones, and nothing changes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from service.rulebook.measures import Measure


@dataclass(frozen=True, slots=True)
class Dimensions:
    """Under what something is counted. An open question counts as unknown (None), never as a guess.

    `organ` is the competent one by the decision in force, and of what happens at an organ, that organ. What is no
    petition (a reception, a bulletin) has no channel, class, place, purpose and route.
    """

    bureau: str
    channel: str | None = None
    content_class: str | None = None
    division: str | None = None
    organ: str | None = None
    purpose: str | None = None
    route: str | None = None
    repeat: bool | None = None  # 重复件, as a clerk has confirmed it
    joint: bool | None = None
    confidential: bool = False  # it accuses somebody (30(3))


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of the ledger. `kind` is one of the kinds of its measure, or None where it has none."""

    measure: Measure
    quantity: int
    business_on: date
    dimensions: Dimensions
    kind: str | None = None


Key = tuple[Any, ...]


def difference(standing: Iterable[Posting], due: Iterable[Posting]) -> tuple[Posting, ...]:
    """The lines that bring the ledger from what stands there to what is due; takings back first, in a fixed order."""
    before, after = _summed(standing), _summed(due)
    lines = [*_changed(before, after, taken_back=True), *_changed(before, after, taken_back=False)]
    return tuple(lines)


def _changed(before: Mapping[Key, int], after: Mapping[Key, int], *, taken_back: bool) -> Iterator[Posting]:
    for key in sorted(before.keys() | after.keys(), key=_spelt):
        quantity = after.get(key, 0) - before.get(key, 0)
        if quantity and (quantity < 0) == taken_back:
            measure, business_on, dimensions, kind = key
            yield Posting(measure, quantity, business_on, dimensions, kind)


def _summed(lines: Iterable[Posting]) -> dict[Key, int]:
    sums: dict[Key, int] = {}
    for line in lines:
        key = (line.measure, line.business_on, line.dimensions, line.kind)
        sums[key] = sums.get(key, 0) + line.quantity
    return sums


def _spelt(key: Key) -> tuple[str, ...]:
    """By what lines are put in order: as they are written, whether their words come from code or from a table."""
    measure, business_on, dimensions, kind = key
    return (
        str(measure),
        str(business_on),
        str(kind),
        *(str(getattr(dimensions, name)) for name in Dimensions.__slots__),
    )
