"""What each event posts to the ledger. A correction takes back the old postings and makes new ones; nothing changes.

One posting: a measure, a quantity (taken back: negative), the business date that the indicator's time base asks for,
and the dimensions under which it is counted.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from service.rulebook.vocabulary import Channel, Measure, Purpose, Route


@dataclass(frozen=True, slots=True)
class Dimensions:
    """Under what a petition is counted. An open question counts as unknown (None), never as a guess."""

    channel: Channel
    content_class: str | None
    division: str | None
    organ: str | None
    purpose: Purpose | None
    route: Route | None
    joint: bool


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of the ledger."""

    measure: Measure
    quantity: int
    business_on: date
    dimensions: Dimensions


def of_registration(
    registered_on: date, dimensions: Dimensions, people_count: int, *, by_machine: bool
) -> tuple[Posting, ...]:
    """A registered petition: one item (件次), its people (人次), one in hand, and whether a machine classified it."""
    lines = [
        Posting(Measure.ITEMS, 1, registered_on, dimensions),
        Posting(Measure.PEOPLE, people_count, registered_on, dimensions),
        Posting(Measure.IN_HAND, 1, registered_on, dimensions),
    ]
    if by_machine:
        lines.append(Posting(Measure.CLASSIFIED_BY_MACHINE, 1, registered_on, dimensions))
    return tuple(lines)


def of_correction(standing: Iterable[Posting], dimensions: Dimensions) -> tuple[Posting, ...]:
    """A clerk's correction: everything that stands is taken back and posted again under the new dimensions.

    The new lines keep their business dates, since what happened on a day still happened on it. What a clerk had to
    touch is no longer classified by a machine alone.
    """
    lines: list[Posting] = []
    for posting in standing:
        lines.append(_reversed(posting))
        if posting.measure is not Measure.CLASSIFIED_BY_MACHINE:
            lines.append(replace(posting, dimensions=dimensions))
    return tuple(lines)


def of_ending(standing: Iterable[Posting], ended_on: date) -> tuple[Posting, ...]:
    """Withdrawn, disposed of or closed: no longer in hand from that day on. That it was received stays counted."""
    return tuple(
        replace(_reversed(posting), business_on=ended_on) for posting in standing if posting.measure is Measure.IN_HAND
    )


def _reversed(posting: Posting) -> Posting:
    return replace(posting, quantity=-posting.quantity)


def of_reopening(dimensions: Dimensions, reopened_on: date) -> tuple[Posting, ...]:
    """Taken up again: in hand once more from that day on."""
    return (Posting(Measure.IN_HAND, 1, reopened_on, dimensions),)
