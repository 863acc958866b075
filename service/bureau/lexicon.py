"""The cue words of the rules: each sign is a group of words that say the same thing, with the weight of one hit."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from service.bureau.tables import BrokenReference, Row, rows

COLUMNS = ("sign", "weight", "cues")
SHORTEST = 2  # one character alone says too little, and the scanner looks at pairs
GAP = "~"  # 怀孕~辞退: the second word a few characters after the first, in the same clause
HEAVIEST = 5.0


@dataclass(frozen=True, slots=True)
class Lexicon:
    """For each cue the signs it stands for, with their weights."""

    by_cue: Mapping[str, tuple[tuple[str, float], ...]]
    signs: frozenset[str]


def load(path: Path) -> Lexicon:
    """Read the lexicon; cues stand in one cell, separated by |, and no sign lists one twice."""
    found: dict[str, dict[str, float]] = {}
    for row in rows(path, COLUMNS):
        sign, weight = row.text("sign"), _weight(row)
        for cue in row.text("cues").split("|"):
            if not _usable(cue):
                raise row.broken("cues", f"cues of {SHORTEST} characters or more between bars, found {cue!r}")
            if sign in found.setdefault(cue, {}):
                raise row.broken("cues", f"each cue of {sign} once, found {cue!r} again")
            found[cue][sign] = weight
    if not found:
        raise BrokenReference(path.name, 1, "cues", "at least one cue")
    signs = frozenset(sign for heard in found.values() for sign in heard)
    return Lexicon({cue: tuple(sorted(heard.items())) for cue, heard in found.items()}, signs)


def _usable(cue: str) -> bool:
    """A word, or two with a gap between them; the scanner finds what begins with two characters."""
    first, gap, second = cue.partition(GAP)
    return len(first) >= SHORTEST and cue == cue.strip() and (not gap or (second != "" and GAP not in second))


def _weight(row: Row) -> float:
    weight = row.number("weight")
    if not 0 < weight <= HEAVIEST:
        raise row.broken("weight", f"a number above 0 and up to {HEAVIEST:g}")
    return weight
