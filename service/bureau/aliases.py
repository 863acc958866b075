"""Names in daily use: of places (roads, estates, short and former names) and of organs."""

from pathlib import Path

from service.bureau.divisions import Divisions
from service.bureau.organs import Organs
from service.bureau.tables import Row, rows

PLACE_COLUMNS = ("alias", "division_code", "note")
ORGAN_COLUMNS = ("alias", "organ", "note")
SHORTEST = 2


def load_places(path: Path, divisions: Divisions) -> dict[str, str]:
    """Read the place names; each stands for one division that exists."""
    found: dict[str, str] = {}
    for row in rows(path, PLACE_COLUMNS):
        alias = _alias(row, found)
        code = row.text("division_code")
        if code not in divisions:
            raise row.broken("division_code", "the code of a division in divisions.csv")
        found[alias] = code
    return found


def load_organs(path: Path, organs: Organs) -> dict[str, str]:
    """Read the organ names; each stands for one organ that exists."""
    found: dict[str, str] = {}
    for row in rows(path, ORGAN_COLUMNS):
        alias = _alias(row, found)
        code = row.text("organ")
        if code not in organs:
            raise row.broken("organ", "the code of an organ in organs.csv")
        found[alias] = code
    return found


def _alias(row: Row, known: dict[str, str]) -> str:
    alias = row.text("alias")
    if len(alias) < SHORTEST or alias in known:
        raise row.broken("alias", f"a name of {SHORTEST} characters or more that no earlier line has")
    return alias
