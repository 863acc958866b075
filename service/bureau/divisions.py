"""Administrative divisions: the published statistical codes in their short form (2, 4, 6, 9 or 12 digits)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from service.bureau.tables import Row, Validity, rows

LEVELS = {"province": 2, "city": 4, "county": 6, "township": 9, "village": 12}
COLUMNS = ("code", "name", "level", "parent_code", "valid_from", "valid_to")


@dataclass(frozen=True, slots=True)
class Division:
    """One division as the statistical register names it."""

    code: str
    name: str
    level: str
    parent: str | None
    validity: Validity


@dataclass(frozen=True, slots=True)
class Divisions:
    """All known divisions by code."""

    by_code: Mapping[str, Division]

    def __contains__(self, code: object) -> bool:
        return code in self.by_code

    def __iter__(self) -> Iterator[Division]:
        return iter(self.by_code.values())

    def __len__(self) -> int:
        return len(self.by_code)

    def find(self, code: str) -> Division | None:
        """The division with this code; the 12-digit form with trailing zeros is understood too."""
        return self.by_code.get(code) or self.by_code.get(short(code))

    def name(self, code: str) -> str:
        """The division's own name, without those above it."""
        return self.by_code[code].name

    def level(self, code: str) -> str:
        """province, city, county, township or village."""
        return self.by_code[code].level

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The codes above a division, the nearest first."""
        above: list[str] = []
        parent = self.by_code[code].parent
        while parent is not None:
            above.append(parent)
            parent = self.by_code[parent].parent
        return tuple(above)

    def within(self, code: str, ancestor: str) -> bool:
        """Whether a division is the ancestor or lies in it."""
        return code == ancestor or (code in self.by_code and ancestor in self.ancestors(code))

    def at_level(self, code: str, level: str) -> str | None:
        """The division of this level that holds (or is) the given one; None where it lies above that level."""
        for each in (code, *self.ancestors(code)):
            if self.by_code[each].level == level:
                return each
        return None

    def path(self, code: str) -> str:
        """The full name from the province down, as an address writes it."""
        return "".join(self.by_code[each].name for each in reversed((code, *self.ancestors(code))))

    def around(self, code: str) -> tuple[str, ...]:
        """The names that petitions of this division are full of: those above it, their other parts, its townships."""
        above = self.ancestors(code)
        beside = {each.code for each in self if each.parent in above[:1]}
        below = {each.code for each in self if each.parent == code}
        return tuple(self.by_code[each].name for each in sorted({code, *above, *beside, *below}))


def short(code: str) -> str:
    """The short form of a code that may carry trailing zeros (411202000000 → 411202)."""
    for length in sorted(LEVELS.values()):
        if set(code[length:]) <= {"0"}:
            return code[:length]
    return code


def load(path: Path) -> Divisions:
    """Read the divisions; a parent must stand before its children and be one of the levels above."""
    found: dict[str, Division] = {}
    for row in rows(path, COLUMNS):
        division = _division(row, found)
        found[division.code] = division
    return Divisions(found)


def _division(row: Row, known: Mapping[str, Division]) -> Division:
    level = row.one_of("level", LEVELS)
    code = row.digits("code", (LEVELS[level],))
    if code in known:
        raise row.broken("code", "a code that no earlier line has")
    parent = row.optional("parent_code") or None
    if (parent is None) != (level == "province"):
        raise row.broken("parent_code", "a parent for every division but a province, and none for a province")
    if parent is not None and (parent not in known or not code.startswith(parent)):
        raise row.broken("parent_code", "the code of an earlier line with which this code begins")
    return Division(code, row.text("name"), level, parent, row.validity())
