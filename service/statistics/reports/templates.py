"""The sentences of a report as a bureau wrote them, each figure by the query it comes from.

What cannot be answered stops the start: an indicator, dimension or code that there is not, a placeholder that nobody
fills, a figure or table that stands nowhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from service.bureau.documents import Document, Entry
from service.bureau.load import Bureau
from service.bureau.texts import placeholders
from service.desk.suggestion import nearest
from service.rulebook.errors import UnknownParameter
from service.statistics import question
from service.statistics.catalogue import Catalogue, Indicator

Show = Literal["value", "numerator", "denominator", "window"]
Period = Literal["year", "year_before"]
Order = Literal["codes", "largest"]

COMMON = ("bureau", "year", "until", "as_of")  # what every text may say beside its figures
NOTHING = "无可计算的事项"  # where nothing is divided by and the template has no words of its own for it
_ASKED = ("name", "indicator", "filters", "period")
_A_DAY = date(2025, 12, 31)  # any: only words are checked here


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: an indicator in its versions, the parameters of the query, and the period it is about."""

    name: str
    versions: tuple[Indicator, ...]
    parameters: tuple[tuple[str, str], ...]
    period: Period


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a sentence. `null` is what is said where nothing is divided by."""

    asked: Asked
    show: Show
    null: str


@dataclass(frozen=True, slots=True)
class Cut:
    """One table: an indicator cut by a dimension. `top` is 0 where all rows are kept."""

    asked: Asked
    by: str
    caption: str
    order: Order
    top: int


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, its paragraphs, and the tables behind them."""

    heading: str
    paragraphs: tuple[str, ...]
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """One report."""

    name: str
    title: str
    lead: str
    figures: Mapping[str, Figure]
    tables: Mapping[str, Cut]
    sections: tuple[Section, ...]


def load(bureau: Bureau, catalogue: Catalogue) -> dict[str, Template]:
    """The reports of a bureau by their names. Raises `BrokenReference` naming file, line and field."""
    return {name: _template(name, document, bureau, catalogue) for name, document in bureau.reports.items()}


def _template(name: str, document: Document, bureau: Bureau, catalogue: Catalogue) -> Template:
    head = document.section("report")
    head.only(("title", "lead"))
    figures: dict[str, Figure] = {}
    for entry in document.entries("figure"):
        figure = _figure(entry, bureau, catalogue)
        _new(entry, figure.asked.name, figures)
        figures[figure.asked.name] = figure
    tables: dict[str, Cut] = {}
    for entry in document.entries("table") if "table" in document.content else ():
        cut = _cut(entry, bureau, catalogue)
        _new(entry, cut.asked.name, tables)
        tables[cut.asked.name] = cut
    sections = tuple(_section(entry, figures, tables) for entry in document.entries("section"))
    _used(document, figures, tables)
    for field in ("title", "lead"):
        _filled(head, field, COMMON)
    return Template(name, head.text("title"), head.text("lead"), figures, tables, sections)


def _figure(entry: Entry, bureau: Bureau, catalogue: Catalogue) -> Figure:
    entry.only((*_ASKED, "show", "null"))
    asked = _asked(entry, (), bureau, catalogue)
    show: Show = _one_of(entry, "show", get_args(Show))  # type: ignore[assignment]  # one of them, or it was refused
    newest = asked.versions[-1]
    if show == "window" and newest.window is None:
        raise entry.broken("show", f"something that {newest.code} has: it has no window")
    if show == "denominator" and not newest.is_ratio:
        raise entry.broken("show", f"something that {newest.code} has: it divides nothing")
    return Figure(asked, show, entry.text("null") if "null" in entry.fields else NOTHING)


def _cut(entry: Entry, bureau: Bureau, catalogue: Catalogue) -> Cut:
    entry.only((*_ASKED, "by", "caption", "order", "top"))
    by = entry.text("by")
    order: Order = _one_of(entry, "order", get_args(Order))  # type: ignore[assignment]  # likewise
    top = int(entry.number("top", 0))
    if top < 0:
        raise entry.broken("top", "a number of rows")
    return Cut(_asked(entry, (("by", by),), bureau, catalogue), by, entry.text("caption"), order, top)


def _asked(entry: Entry, more: tuple[tuple[str, str], ...], bureau: Bureau, catalogue: Catalogue) -> Asked:
    code = entry.text("indicator")
    if code not in catalogue:
        near = nearest(code, catalogue)
        raise entry.broken("indicator", "a code of the catalogue of indicators" + (f" ({near}?)" if near else ""))
    filters = entry.fields.get("filters", {})
    if not isinstance(filters, dict) or not all(isinstance(codes, str) for codes in filters.values()):
        raise entry.broken("filters", 'a table of texts, such as { channel = "online,letter" }')
    for name in filters:
        if name in ("from", "to", "by", "as_of", "definition_version"):
            raise entry.broken("filters", f"filters alone: the report itself says {name}")
    parameters = (*filters.items(), *more)
    for version in catalogue[code]:
        named = (*parameters, ("definition_version", str(version.version)))
        try:
            question.read(catalogue[code], named, today=_A_DAY, bureau=bureau, sees_all=True)
        except UnknownParameter as unknown:
            field = "by" if unknown.parameter == "by" else "filters"
            said = f"what {code} knows: {unknown.parameter} {unknown.given!r} is none of {unknown.allowed}"
            raise entry.broken(field, said) from None
    period: Period = _one_of(entry, "period", get_args(Period))  # type: ignore[assignment]  # likewise
    return Asked(entry.text("name"), catalogue[code], parameters, period)


def _section(entry: Entry, figures: Mapping[str, Figure], tables: Mapping[str, Cut]) -> Section:
    entry.only(("heading", "text", "tables"))
    _filled(entry, "text", (*COMMON, *figures))
    for name in entry.texts("tables"):
        if name not in tables:
            raise entry.broken("tables", "names of [[table]] entries of this file")
    paragraphs = tuple(line.strip() for line in entry.text("text").splitlines() if line.strip())
    return Section(entry.text("heading"), paragraphs, entry.texts("tables"))


def _filled(entry: Entry, field: str, known: Iterable[str]) -> None:
    allowed = tuple(known)
    for name in sorted(placeholders(entry, field)):
        if name not in allowed:
            near = nearest(name, allowed)
            raise entry.broken(field, f"only placeholders that are filled, not {{{name}}}" + _meant(near))


def _meant(near: str | None) -> str:
    return f" ({{{near}}}?)" if near else ""


def _used(document: Document, figures: Mapping[str, Figure], tables: Mapping[str, Cut]) -> None:
    """A figure that stands nowhere is a sentence that somebody has lost."""
    sections = document.entries("section")
    said = {name for entry in sections for name in placeholders(entry, "text")}
    shown = {name for entry in sections for name in entry.texts("tables")}
    for kind, known, used in (("figure", figures, said), ("table", tables, shown)):
        for entry in document.entries(kind) if known else ():
            if entry.text("name") not in used:
                raise entry.broken("name", f"a {kind} that a section shows")


def _new(entry: Entry, name: str, known: Iterable[str]) -> None:
    if name in known or name in COMMON:
        raise entry.broken("name", "a name that nothing else has")


def _one_of(entry: Entry, field: str, known: tuple[str, ...]) -> str:
    value = entry.fields.get(field, known[0])
    if value not in known:
        raise entry.broken(field, "one of " + ", ".join(known))
    return str(value)
