"""The schedule of retention as the bureau keeps it, approved by its archives authority (档案法实施条例 19)."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from service.bureau.tables import BrokenReference, Row, rows
from service.rulebook.retention import Retention, RetentionKind, Schedule

COLUMNS = ("kind", "years", "article", "confidence", "valid_from", "valid_to")
FOR_EVER = "permanent"
CONFIDENCES = ("high", "medium", "low")


def load(path: Path) -> Schedule:
    """Read the schedule: each kind has one line for every day."""
    read = [(row, _retention(row)) for row in rows(path, COLUMNS)]
    for kind in RetentionKind:
        _without_gaps(path, kind, [(row, one) for row, one in read if one.kind is kind])
    return Schedule(tuple(one for _, one in read))


def _retention(row: Row) -> Retention:
    validity = row.validity()
    return Retention(
        RetentionKind(row.one_of("kind", RetentionKind)),
        _years(row),
        row.text("article"),
        row.one_of("confidence", CONFIDENCES),
        validity.valid_from,
        validity.valid_to,
    )


def _years(row: Row) -> int | None:
    written = row.text("years")
    if written == FOR_EVER:
        return None
    if not (written.isascii() and written.isdigit() and 1 <= int(written) <= 100):
        raise row.broken("years", f"a whole number from 1 to 100, or {FOR_EVER}")
    return int(written)


def _without_gaps(path: Path, kind: RetentionKind, lines: Sequence[tuple[Row, Retention]]) -> None:
    if not lines:
        raise BrokenReference(path.name, 1, "kind", f"a line for {kind}")
    expected = None
    for nth, (row, one) in enumerate(lines, 1):
        if one.valid_from != expected:
            raise row.broken("valid_from", f"{expected or 'nothing'}, so that each day has one line for {kind}")
        if nth == len(lines):
            if one.valid_to is not None:
                raise row.broken("valid_to", f"nothing, since {kind} goes on")
        elif one.valid_to is None:
            raise row.broken("valid_to", "the last day before the next line")
        else:
            expected = one.valid_to + timedelta(days=1)
