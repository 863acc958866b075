"""The organs a petition may belong to: those of the district, those above it, and the vertical systems (domain §15)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from service.bureau.divisions import Divisions
from service.bureau.tables import Row, Validity, rows
from service.rulebook.guard import Ties

COLUMNS = (
    *("code", "name", "level", "kind", "parent", "remit", "valid_from", "valid_to"),
    *("successor", "review_organ", "division"),
)
LEVELS = ("district", "township", "municipal", "municipal_branch", "provincial", "vertical", "outside")
KINDS = (
    *(
        "party",
        "people_government",
        "government",
        "discipline",
        "court",
        "procuratorate",
        "arbitration",
        "public_institution",
    ),
    *("regulator", "state_enterprise", ""),
)


@dataclass(frozen=True, slots=True)
class Organ:
    """One organ. `division` is the township it governs; `review_organ` is set where 条例 35 needs a reading."""

    code: str
    name: str
    level: str
    kind: str
    parent: str | None
    remit: str
    validity: Validity
    successor: str | None
    review_organ: str | None
    division: str | None


@dataclass(frozen=True)
class Organs:
    """All organs by code."""

    by_code: Mapping[str, Organ]

    def __contains__(self, code: object) -> bool:
        return code in self.by_code

    def __iter__(self) -> Iterator[Organ]:
        return iter(self.by_code.values())

    def find(self, code: str) -> Organ | None:
        """The organ with this code."""
        return self.by_code.get(code)

    def name(self, code: str) -> str:
        """The organ's name."""
        return self.by_code[code].name

    def called(self, code: str) -> str:
        """The organ's name. A code that the present data no longer knows is its own name."""
        organ = self.by_code.get(code)
        return organ.name if organ else code

    @cached_property
    def ties(self) -> Ties:
        """How the organs hang together, which the guard asks of every matter that an organ wants to see (30(3))."""
        return Ties(self.parents(), self.successors())

    def parents(self) -> dict[str, str]:
        """Each organ that stands under another, with that other."""
        return {organ.code: organ.parent for organ in self if organ.parent is not None}

    def subordinates(self, code: str) -> frozenset[str]:
        """Everything below an organ, at any depth (条例 30(3): what an accused organ commands)."""
        below = {organ.code for organ in self if organ.parent == code}
        return frozenset(below.union(*(self.subordinates(each) for each in below)))

    def of_division(self, division: str) -> Organ | None:
        """The organ that governs a township or subdistrict."""
        return next((organ for organ in self if organ.division == division), None)

    def in_force(self, code: str, day: date) -> Organ | None:
        """The organ, or its successor where it no longer exists (条例 24(2)); None where nobody took over.

        An organ that does not exist yet is still its predecessor, if it has one and not several: so a bureau may
        write a reform into its rules before the day comes.
        """
        organ = self.by_code.get(code)
        while organ is not None and not organ.validity.covers(day):
            organ = self._before(organ, day) if organ.validity.begins_after(day) else self._after(organ)
        return organ

    def replaced(self, day: date) -> dict[str, str | None]:
        """The organs that are not in force on a day, each with who acts in its place, None where nobody does."""
        absent = (organ.code for organ in self if not organ.validity.covers(day))
        return {code: (acting.code if (acting := self.in_force(code, day)) else None) for code in absent}

    def changes(self) -> tuple[date, ...]:
        """The days from which another set of organs is in force than on the day before, in order."""
        begins = {organ.validity.valid_from for organ in self}
        ends = {organ.validity.valid_to + timedelta(days=1) for organ in self if organ.validity.valid_to}
        return tuple(sorted(day for day in begins | ends if day is not None))

    def successors(self) -> dict[str, str]:
        """Each organ that another took over from, with that other."""
        return {organ.code: organ.successor for organ in self if organ.successor is not None}

    def lasts(self, code: str) -> bool:
        """Whether somebody acts for this organ for good: its line of successors ends with one that has no end."""
        organ: Organ | None = self.by_code[code]
        while organ is not None and organ.validity.valid_to is not None:
            organ = self._after(organ)
        return organ is not None

    def _after(self, organ: Organ) -> Organ | None:
        return self.by_code.get(organ.successor) if organ.successor else None

    def _before(self, organ: Organ, day: date) -> Organ | None:
        before = [each for each in self if each.successor == organ.code and not each.validity.begins_after(day)]
        return before[0] if len(before) == 1 and before[0].validity.covers(day) else None


def load(path: Path, divisions: Divisions) -> Organs:
    """Read the organs; every organ and division named must exist, and no chain may run in a circle."""
    read = tuple(rows(path, COLUMNS))
    found: dict[str, Organ] = {}
    for row in read:
        organ = _organ(row, divisions)
        if organ.code in found:
            raise row.broken("code", "a code that no earlier line has")
        found[organ.code] = organ
    for row in read:
        for field in ("parent", "successor", "review_organ"):
            _known(row, field, found)
        _hands_over(row, found)
    return Organs(found)


def _organ(row: Row, divisions: Divisions) -> Organ:
    division = row.optional("division") or None
    if division is not None and (division not in divisions or divisions.level(division) != "township"):
        raise row.broken("division", "the code of a township in divisions.csv")
    return Organ(
        code=row.text("code"),
        name=row.text("name"),
        level=row.one_of("level", LEVELS),
        kind=row.one_of("kind", KINDS),
        parent=row.optional("parent") or None,
        remit=row.text("remit"),
        validity=row.validity(),
        successor=row.optional("successor") or None,
        review_organ=row.optional("review_organ") or None,
        division=division,
    )


def _hands_over(row: Row, organs: Mapping[str, Organ]) -> None:
    """A successor is there on the day after (条例 24(2)): no matter falls between two organs."""
    organ = organs[row.text("code")]
    if organ.successor is None:
        return
    last = organ.validity.valid_to
    if last is None:
        raise row.broken("valid_to", "the last day of an organ that has a successor")
    begin = organs[organ.successor].validity.valid_from
    if begin is not None and begin > last + timedelta(days=1):
        raise row.broken("successor", f"an organ that is in force on {last + timedelta(days=1)}")


def _known(row: Row, field: str, organs: Mapping[str, Organ]) -> None:
    start, named = row.text("code"), row.optional(field)
    seen = {start}
    while named:
        if named not in organs:
            raise row.broken(field, "the code of an organ in this file")
        if named in seen:
            raise row.broken(field, f"a chain of {field} that ends")
        seen.add(named)
        named = getattr(organs[named], field) or ""
