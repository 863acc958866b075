"""The petition content list in three levels, six digits 2+2+2 (domain §14); modern names are data with their date."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from service.bureau.tables import BrokenReference, Row, Validity, rows

COLUMNS = ("code", "level1", "level2", "level3", "valid_from", "valid_to", "modern_name", "modern_since")
OTHER = "990000"


@dataclass(frozen=True, slots=True)
class ContentClass:
    """One class of any of the three levels under the name of the list, and the name in use since a reform."""

    code: str
    names: tuple[str, ...]
    validity: Validity
    modern_name: str | None
    modern_since: date | None

    @property
    def level(self) -> int:
        """1, 2 or 3."""
        return len(self.names)

    @property
    def name(self) -> str:
        """The list's own name of the class, without those above it."""
        return self.names[-1]

    def name_on(self, day: date) -> str:
        """The name in use on this day: the modern one since its date, before it the list's."""
        if self.modern_name is not None and self.modern_since is not None and self.modern_since <= day:
            return self.modern_name
        return self.name


@dataclass(frozen=True, slots=True)
class ContentClasses:
    """All content classes by code."""

    by_code: Mapping[str, ContentClass]

    def __contains__(self, code: object) -> bool:
        return code in self.by_code

    def __iter__(self) -> Iterator[ContentClass]:
        return iter(self.by_code.values())

    def find(self, code: str) -> ContentClass | None:
        """The class with this code."""
        return self.by_code.get(code)

    def name(self, code: str) -> str:
        """The class's own name."""
        return self.by_code[code].name

    def path(self, code: str, on: date) -> str:
        """The names in use on a day, from level 1 down, joined as the list is printed."""
        return "/".join(self.by_code[each].name_on(on) for each in (*reversed(self.ancestors(code)), code))

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The codes above a class, the nearest first."""
        return tuple(above for above in dict.fromkeys((code[:4] + "00", code[:2] + "0000")) if above != code)

    def level1(self) -> tuple[ContentClass, ...]:
        """The classes of the first level in the list's order."""
        return tuple(each for each in self if each.level == 1)

    def codes(self) -> dict[str, str]:
        """The code for every name of a level-1 class: first the list's own names, then the modern ones."""
        modern = {each.modern_name: each.code for each in self.level1() if each.modern_name is not None}
        return {each.name: each.code for each in self.level1()} | modern

    def by_name(self, name: str) -> ContentClass | None:
        """The level-1 class of this name, the modern one included."""
        code = self.codes().get(name)
        return self.by_code[code] if code is not None else None


def level1_of(code: str) -> str:
    """The level-1 class that a class of any level belongs to."""
    return code[:2] + "0000"


def load(path: Path) -> ContentClasses:
    """Read the list; the class above must stand before those below it and carry the same names."""
    found: dict[str, ContentClass] = {}
    for row in rows(path, COLUMNS):
        one = _content_class(row)
        if one.code in found:
            raise row.broken("code", "a code that no earlier line has")
        _fits(row, one, found)
        found[one.code] = one
    if OTHER not in found:
        raise BrokenReference(path.name, 1, "code", f"the class {OTHER} (其他), so that no petition meets a dead end")
    return ContentClasses(found)


def _content_class(row: Row) -> ContentClass:
    names = (row.text("level1"), *filter(None, (row.optional("level2"), row.optional("level3"))))
    code = row.digits("code", (6,))
    modern, since = row.optional("modern_name") or None, row.optional_day("modern_since")
    if (modern is None) != (since is None):
        raise row.broken("modern_since", "the day since which modern_name is in use, and none without it")
    if row.optional("level3") and not row.optional("level2"):
        raise row.broken("level2", "a level-2 name above the level-3 name")
    return ContentClass(code, names, row.validity(), modern, since)


def _fits(row: Row, one: ContentClass, known: Mapping[str, ContentClass]) -> None:
    zeros = "0000"[: 2 * (3 - one.level)]
    if not one.code.endswith(zeros) or (one.level > 1 and one.code[2 * one.level - 2 : 2 * one.level] == "00"):
        raise row.broken("code", f"two digits for each of the {one.level} levels, then zeros")
    if one.level > 1:
        above = known.get(one.code[: 2 * one.level - 2] + "0" * (8 - 2 * one.level))
        if above is None or above.names != one.names[:-1]:
            raise row.broken("code", "a code under the earlier line of the class above")
