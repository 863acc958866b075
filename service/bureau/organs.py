"""The organs a petition may belong to: those of the district, those above it, and the vertical systems (domain §15)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from service.bureau.divisions import Divisions
from service.bureau.tables import Row, Validity, rows

COLUMNS = (
    *("code", "name", "level", "kind", "parent", "remit", "valid_from", "valid_to"),
    *("successor", "review_organ", "division"),
)
LEVELS = ("district", "township", "municipal", "municipal_branch", "vertical", "outside")
KINDS = (
    *("party", "government", "discipline", "court", "procuratorate", "arbitration", "public_institution"),
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


@dataclass(frozen=True, slots=True)
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
        """The organ, or its successor where it no longer exists (条例 24(2)); None where nobody took over."""
        organ = self.by_code.get(code)
        while organ is not None and not organ.validity.covers(day):
            organ = self.by_code.get(organ.successor) if organ.successor else None
        return organ


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
