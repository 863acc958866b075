"""How much happens in the reported year, read from data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FILE = Path(__file__).parents[1] / "data" / "reported.toml"


@dataclass(frozen=True, slots=True)
class Petitions:
    """How many petitions go which way."""

    first_closed: int
    returned: int
    returned_by_phone: int
    repeats_closed: int
    mediated: int
    mediated_repeats: int
    answered: int
    guided: int
    accusations: int
    litigation: int
    in_hand: int
    letters: int


@dataclass(frozen=True, slots=True)
class Receptions:
    """What leaders of one kind receive over the year (18(2))."""

    days: int
    batches: int
    people: int
    supervised: int


@dataclass(frozen=True, slots=True)
class Supervision:
    """What the bureau does beside single petitions."""

    mass_issues: int
    members: int
    suggestions: Mapping[str, int]
    inspections: int
    inspected: int
    bulletins: int
    urges: int
    cases: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All of it."""

    year: int
    petitions: Petitions
    supervision: Supervision
    leaders: Receptions
    others: Receptions

    @property
    def first(self) -> date:
        """The first day on which anybody writes."""
        return date(self.year, 1, 2)

    @property
    def last(self) -> date:
        """The last day on which anything is brought to an end within the year."""
        return date(self.year, 12, 26)


def load(path: Path = FILE) -> Figures:
    """The numbers of events."""
    with path.open("rb") as file:
        told = tomllib.load(file)
    return Figures(
        told["year"],
        Petitions(**told["petitions"]),
        Supervision(**told["supervision"]),
        Receptions(**told["receptions"]["leaders"]),
        Receptions(**told["receptions"]["others"]),
    )
