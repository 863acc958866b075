"""The query language: what may be asked, and a refusal with a hint for everything else.

A misspelt filter never returns the unfiltered figure; an unknown code never returns 0.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from service.bureau.load import Bureau
from service.desk.kit import local_date
from service.desk.suggestion import nearest
from service.rulebook.errors import UnknownParameter
from service.statistics import kinds
from service.statistics.catalogue import Indicator, published
from service.statistics.dimensions import DIMENSIONS, UNKNOWN, UNKNOWN_LABEL

PERIOD = ("from", "to", "by", "as_of", "definition_version", "window")
# How an answer is shown, which is no part of the question: formats/presentation.py reads it.
PRESENTATION = ("limit", "after", "bom")
MOST_DAYS = 3650  # of an observation window


@dataclass(frozen=True, slots=True)
class Question:
    """One well-formed question. `first` is None for a stock; both days are included. `window` counts days.

    `sees_all`: whoever asks may know of accusations. Else the answer is without them (`discretion`).
    """

    indicator: Indicator
    first: date | None
    last: date
    by: tuple[str, ...]
    filters: tuple[tuple[str, tuple[str, ...]], ...]
    as_of: datetime | None
    window: int | None = None
    sees_all: bool = field(kw_only=True)

    def label(self, name: str, code: str | None, bureau: Bureau) -> str:
        """What the code of a dimension is called; of a kind, what the indicator's measures call it."""
        if code is None:
            return UNKNOWN_LABEL
        if name == "kind":
            return kinds.label(self.indicator.measures, code, bureau)
        return DIMENSIONS[name].label(bureau, code, self.last)


def read(
    versions: Sequence[Indicator],
    parameters: Iterable[tuple[str, str]],
    *,
    today: date,
    bureau: Bureau,
    sees_all: bool,
) -> Question:
    """The question that these query parameters ask. Raises `UnknownParameter`.

    Without `from` the year of `to` is meant, from its first day; without `to`, today. Without `definition_version` the
    one that was published by the day of `as_of`, so that the same question keeps its answer.
    """
    given = _once(parameters)
    as_of = _moment(given["as_of"]) if "as_of" in given else None
    indicator = _version(versions, given.get("definition_version"), today if as_of is None else local_date(as_of))
    filterable = [name for name in dimensions(indicator) if not DIMENSIONS[name].is_period]
    parameters_known = [name for name in PERIOD if name != "window" or indicator.window is not None]
    for name in given:
        if name not in parameters_known and name not in filterable:
            raise _unknown("parameter", name, [*parameters_known, *PRESENTATION, *filterable])
    last = _day("to", given["to"]) if "to" in given else today
    first = _first(indicator, given, last)
    return Question(
        indicator,
        first,
        last,
        _by(indicator, given.get("by")),
        tuple((name, _codes(name, given[name], indicator, bureau)) for name in filterable if name in given),
        as_of,
        _window(indicator, given.get("window")),
        sees_all=sees_all,
    )


def dimensions(indicator: Indicator) -> list[str]:
    """By what an indicator can be cut: a stock not by time, and by kind only what has kinds."""
    has_kinds = indicator.kind != "product" and bool(kinds.kinds(indicator.measures))
    return [
        name
        for name, one in DIMENSIONS.items()
        if not (one.is_period and indicator.kind == "stock") and (name != "kind" or has_kinds)
    ]


def _version(versions: Sequence[Indicator], named: str | None, on: date) -> Indicator:
    if named is None:
        return published(versions, on)
    known = {str(one.version): one for one in versions}
    if named not in known:
        raise _unknown("definition_version", named, list(known))
    return known[named]


def _window(indicator: Indicator, text: str | None) -> int | None:
    if text is None:
        return indicator.window
    if not (text.isascii() and text.isdigit() and 0 < int(text[:5]) <= MOST_DAYS and len(text) < 5):
        raise UnknownParameter("window", text, f"a number of days from 1 to {MOST_DAYS}")
    return int(text)


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
    possible = dimensions(indicator)
    names = tuple(name.strip() for name in text.split(","))
    for name in names:
        if name not in possible:
            raise _unknown("by", name, possible)
    if len(set(names)) < len(names):
        raise UnknownParameter("by", text, "each dimension once")
    return names


def _codes(name: str, text: str, indicator: Indicator, bureau: Bureau) -> tuple[str, ...]:
    dimension = DIMENSIONS[name]
    codes = tuple(code.strip() for code in text.split(","))
    of_kind = kinds.kinds(indicator.measures) if name == "kind" else None
    for code in codes:
        if code != UNKNOWN and code not in of_kind if of_kind is not None else not dimension.known(code, bureau):
            known = of_kind or (list(dimension.codes(bureau)) if dimension.codes else [])
            raise _unknown(name, code, [*known, UNKNOWN])
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
