"""How another body's names for departments map to our organs: what organ rankings are compared by.

Public boards name departments by types (公安, 教育 …), not by organ. The table decides nothing in a classification and
is therefore no part of the rules' fingerprint; only `xinfang evaluate` reads it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from service.bureau.organs import Organs
from service.bureau.tables import BrokenReference, rows

FILE = "departments.csv"
COLUMNS = ("organ", "departments")


@dataclass(frozen=True, slots=True)
class Departments:
    """The types each organ counts as, the nearest first; none for an organ that no type fits."""

    by_organ: Mapping[str, tuple[str, ...]]

    @property
    def types(self) -> frozenset[str]:
        """Every type that some organ counts as."""
        return frozenset(one for types in self.by_organ.values() for one in types)

    def ranked(self, organs: Iterable[str]) -> tuple[str, ...]:
        """The types of a ranking of organs, each once, in the order in which the organs bring them up."""
        return tuple(dict.fromkeys(one for organ in organs for one in self.by_organ.get(organ, ())))


def load(path: Path, organs: Organs) -> Departments:
    """Read the table; every organ of the bureau has exactly one line, so that no answer goes uncounted."""
    found: dict[str, tuple[str, ...]] = {}
    for row in rows(path, COLUMNS):
        organ = row.text("organ")
        if organ not in organs or organ in found:
            raise row.broken("organ", "the code of an organ in organs.csv that no earlier line has")
        found[organ] = tuple(row.optional("departments").split())
    for one in organs:
        if one.code not in found:
            raise BrokenReference(path.name, 1, "organ", f"a line for {one.code} {one.name}")
    return Departments(found)
