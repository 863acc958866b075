"""Why a figure changed after it was told, as far as the lines of the ledger say so. Pure.

They do not say whether an event or a rebuild of the ledger posted them; nothing here claims to know that.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from service.desk.kit import local_date
from service.rulebook.postings import Dimensions
from service.statistics.lines import Change


class Reason(StrEnum):
    """What became of a case's lines."""

    MOVED = "moved"  # taken back and posted anew under other codes, or another day or kind
    REPEAT_CONFIRMED = "repeat_confirmed"
    REPEAT_WITHDRAWN = "repeat_withdrawn"
    LATE_ENTRY = "late_entry"  # posted for a day that was over
    SAME_DAY = "same_day"  # posted for the day on which it was recorded, after the figure had been told
    TAKEN_BACK = "taken_back"
    REVALUED = "revalued"  # the same codes, another quantity


@dataclass(frozen=True, slots=True)
class Because:
    """One reason of one measure: what differs between the lines, and how many cases it is true of."""

    reason: Reason
    measure: str
    differs: tuple[str, ...]
    cases: int


def because(changes: Sequence[Change]) -> list[Because]:
    """The reasons, each counted once a case, in a fixed order."""
    by_case: dict[tuple[tuple[int, int], str], list[Change]] = {}
    for change in changes:
        by_case.setdefault((change.source, change.measure), []).append(change)
    counted: dict[tuple[Reason, str, tuple[str, ...]], int] = {}
    for (_, measure), lines in by_case.items():
        reason, differs = _reason(lines)
        counted[reason, measure, differs] = counted.get((reason, measure, differs), 0) + 1
    return [Because(*key, counted[key]) for key in sorted(counted)]


def _reason(lines: Sequence[Change]) -> tuple[Reason, tuple[str, ...]]:
    taken, posted = [one for one in lines if one.quantity < 0], [one for one in lines if one.quantity > 0]
    if taken and posted:
        differs = tuple(name for name in _NAMES if _values(taken, name) != _values(posted, name))
        if differs == ("repeat",):
            now = True in _values(posted, "repeat")
            return (Reason.REPEAT_CONFIRMED if now else Reason.REPEAT_WITHDRAWN), differs
        return (Reason.MOVED, differs) if differs else (Reason.REVALUED, ())
    if all(one.business_on >= local_date(one.recorded_at) for one in lines):
        return Reason.SAME_DAY, ()
    return (Reason.LATE_ENTRY if posted else Reason.TAKEN_BACK), ()


_NAMES = ("business_on", "kind", *Dimensions.__slots__)


def _values(lines: Iterable[Change], name: str) -> set[str | bool | date | None]:
    return {getattr(one if name in ("business_on", "kind") else one.under, name) for one in lines}
