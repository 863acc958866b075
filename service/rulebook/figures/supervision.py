"""What acts of supervision count for (条例 18(2), 38-41)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from service.rulebook.measures import Measure, Urging
from service.rulebook.postings import Dimensions, Posting
from service.rulebook.supervising import SupervisionKind


@dataclass(frozen=True, slots=True)
class Supervised:
    """One act of supervision as its figures need it. `facts` and the day of the answer as on record."""

    kind: SupervisionKind
    on: date
    bureau: str
    organ: str | None
    facts: Mapping[str, Any]
    answered_on: date | None = None


def of_supervision(one: Supervised) -> Iterator[Posting]:
    """Every line that should stand in the ledger for it."""
    under = Dimensions(one.bureau, organ=one.organ)
    for measure, quantity, on, kind in _COUNTED[one.kind](one):
        if quantity:
            yield Posting(measure, quantity, on, under, kind)


Lines = Iterator[tuple[Measure, int, date, str | None]]


def _urge(one: Supervised) -> Lines:
    yield Measure.URGES, 1, one.on, Urging.MANUAL


def _case(one: Supervised) -> Lines:
    yield Measure.CASES, 1, one.on, None


def _suggestion(one: Supervised) -> Lines:
    yield Measure.SUGGESTIONS, 1, one.on, one.facts["suggests"]
    if one.answered_on is not None:
        yield Measure.SUGGESTIONS_ANSWERED, 1, one.answered_on, one.facts["adoption"]


def _inspection(one: Supervised) -> Lines:
    yield Measure.INSPECTIONS, 1, one.on, None
    yield Measure.INSPECTED_ITEMS, len(one.facts.get("numbers", ())), one.on, None


def _bulletin(one: Supervised) -> Lines:
    yield Measure.BULLETINS, 1, one.on, None


def _reception(one: Supervised) -> Lines:
    role = one.facts["role"]
    yield Measure.RECEPTIONS, one.facts["batches"], one.on, role
    yield Measure.RECEIVED_PEOPLE, one.facts["people"], one.on, role
    yield Measure.RECEPTION_CASES, len(one.facts.get("supervised", ())), one.on, role


def _care(one: Supervised) -> Lines:
    yield Measure.CARES, 1, one.on, one.facts["role"]


_COUNTED: Mapping[SupervisionKind, Callable[[Supervised], Lines]] = {
    SupervisionKind.URGE: _urge,
    SupervisionKind.CASE: _case,
    SupervisionKind.SUGGESTION: _suggestion,
    SupervisionKind.INSPECTION: _inspection,
    SupervisionKind.BULLETIN: _bulletin,
    SupervisionKind.RECEPTION: _reception,
    SupervisionKind.CARE: _care,
}
