"""The clocks as the bureau keeps them: the law's lengths, and its own where the law gives none (domain §6)."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from service.bureau.tables import BrokenReference, Row, rows
from service.rulebook.terms import LAW, RIGHTS, Clock, Term, Terms, Unit

COLUMNS = (
    *("clock", "starts_with", "length", "unit", "kind", "article", "on_breach", "source", "valid_from", "valid_to"),
)


def load(path: Path) -> Terms:
    """Read the clocks: each has one line for every day, and none is laxer than the law."""
    read = [(row, _term(row)) for row in rows(path, COLUMNS)]
    for clock in Clock:
        _without_gaps(path, clock, [(row, term) for row, term in read if term.clock is clock])
    return Terms(tuple(term for _, term in read))


def _term(row: Row) -> Term:
    clock, unit = Clock(row.one_of("clock", Clock)), Unit(row.one_of("unit", Unit))
    window = row.one_of("kind", ("duty", "window")) == "window"
    if window != (clock in RIGHTS):
        raise row.broken("kind", "window for what is a right, duty for what is owed")
    validity = row.validity()
    term = Term(
        clock=clock,
        starts_with=row.text("starts_with"),
        length=_length(row, unit),
        unit=unit,
        window=window,
        article=row.text("article"),
        on_breach=row.text("on_breach"),
        statutory=row.one_of("source", ("law", "bureau")) == "law",
        valid_from=validity.valid_from,
        valid_to=validity.valid_to,
    )
    _within_the_law(row, term)
    return term


def _length(row: Row, unit: Unit) -> int:
    written = row.text("length")
    if not written.isascii() or not written.isdigit() or (int(written) == 0) != (unit is Unit.SET):
        raise row.broken("length", "a whole number from 1, or 0 where the date is set")
    return int(written)


def _within_the_law(row: Row, term: Term) -> None:
    """A duty may be kept sooner than the law wants; a right of the other side stays whole."""
    law = LAW.get(term.clock)
    if law is None:
        return
    if term.unit is not law.unit:
        raise row.broken("unit", f"{law.unit} as in {law.article}")
    if term.length > law.length or (term.window and term.length != law.length):
        raise row.broken("length", f"{'' if term.window else 'at most '}{law.length} as in {law.article}")


def _without_gaps(path: Path, clock: Clock, lines: Sequence[tuple[Row, Term]]) -> None:
    if not lines:
        raise BrokenReference(path.name, 1, "clock", f"a line for {clock}")
    for (row, term), expected in zip(lines, _beginnings(lines), strict=True):
        if term.valid_from != expected:
            raise row.broken("valid_from", f"{expected or 'nothing'}, so that each day has one line for {clock}")
    last_row, last = lines[-1]
    if last.valid_to is not None:
        raise last_row.broken("valid_to", f"nothing, since {clock} goes on")


def _beginnings(lines: Sequence[tuple[Row, Term]]) -> Iterator[date | None]:
    yield None
    for row, term in lines[:-1]:
        if term.valid_to is None:
            raise row.broken("valid_to", "the last day before the next line")
        yield term.valid_to + timedelta(days=1)
