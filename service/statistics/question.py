"""The query language: what may be asked, and a refusal with a hint for everything else.

A misspelt filter never returns the unfiltered figure; an unknown code never returns 0.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from service.bureau.load import Bureau
from service.desk.suggestion import nearest
from service.rulebook.errors import UnknownParameter
from service.statistics.catalogue import Indicator
from service.statistics.dimensions import DIMENSIONS, UNKNOWN

PERIOD = ("from", "to", "by", "as_of")
# How an answer is shown, which is no part of the question: formats/presentation.py reads it.
PRESENTATION = ("limit", "after", "bom")


@dataclass(frozen=True, slots=True)
class Question:
    """One well-formed question. `first` is None for a stock; both days are included."""

    indicator: Indicator
    first: date | None
    last: date
    by: tuple[str, ...]
    filters: tuple[tuple[str, tuple[str, ...]], ...]
    as_of: datetime | None


def read(indicator: Indicator, parameters: Iterable[tuple[str, str]], *, today: date, bureau: Bureau) -> Question:
    """The question that these query parameters ask. Raises `UnknownParameter`.

    Without `from` the year of `to` is meant, from its first day; without `to`, today.
    """
    given = _once(parameters)
    filterable = [name for name, dimension in DIMENSIONS.items() if not dimension.is_period]
    for name in given:
        if name not in PERIOD and name not in filterable:
            raise _unknown("parameter", name, [*PERIOD, *PRESENTATION, *filterable])
    last = _day("to", given["to"]) if "to" in given else today
    first = _first(indicator, given, last)
    return Question(
        indicator,
        first,
        last,
        _by(indicator, given.get("by")),
        tuple((name, _codes(name, given[name], bureau)) for name in filterable if name in given),
        _moment(given["as_of"]) if "as_of" in given else None,
    )


def _once(parameters: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    given: dict[str, str] = {}
    for name, value in parameters:
        if name in given:
            raise UnknownParameter(name, value, f"{name} once; several codes separated by commas")
        given[name] = value
    return given


def _first(indicator: Indicator, given: Mapping[str, str], last: date) -> date | None:
    if indicator.kind == "stock":
        if "from" in given:
            raise UnknownParameter("from", given["from"], "to (a stock stands at the end of one day)")
        return None
    first = _day("from", given["from"]) if "from" in given else date(last.year, 1, 1)
    if first > last:
        raise UnknownParameter("from", first.isoformat(), f"a day up to {last.isoformat()}")
    return first


def _by(indicator: Indicator, text: str | None) -> tuple[str, ...]:
    if text is None:
        return ()
    possible = [name for name, one in DIMENSIONS.items() if not (one.is_period and indicator.kind == "stock")]
    names = tuple(name.strip() for name in text.split(","))
    for name in names:
        if name not in possible:
            raise _unknown("by", name, possible)
    if len(set(names)) < len(names):
        raise UnknownParameter("by", text, "each dimension once")
    return names


def _codes(name: str, text: str, bureau: Bureau) -> tuple[str, ...]:
    dimension = DIMENSIONS[name]
    codes = tuple(code.strip() for code in text.split(","))
    for code in codes:
        if not dimension.known(code, bureau):
            known = [*dimension.codes(bureau), UNKNOWN] if dimension.codes else []
            raise _unknown(name, code, known)
    return tuple(sorted(set(codes)))


def _day(name: str, text: str) -> date:
    try:
        if len(text) != len("2026-01-31"):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise UnknownParameter(name, text, "an ISO 8601 date, such as 2026-01-31") from None


def _moment(text: str) -> datetime:
    # A `+` that arrives undecoded in a query is a blank: the one spelling mistake that everybody makes once.
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
        if moment.tzinfo is None:
            raise ValueError
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):  # the first and last days of the calendar have no UTC everywhere
        expected = "an RFC 3339 time with offset, such as 2026-01-31T18:00:00+08:00"
        raise UnknownParameter("as_of", text, expected) from None


def _unknown(parameter: str, given: str, known: list[str]) -> UnknownParameter:
    near = nearest(given, known)
    shown = ", ".join(known[:40]) + (" …" if len(known) > 40 else "")
    return UnknownParameter(parameter, given, shown, f"→ {near}?" if near else "")
