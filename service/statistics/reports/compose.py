"""A report is composed: the sentences are the bureau's, each figure the answer to a query, all as of one moment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from string import Formatter

from service.bureau.load import Bureau
from service.desk.kit import ZONE, Desk, local_date
from service.statistics import queries
from service.statistics.answer import Reading, reading, wanted
from service.statistics.fold import Cell, Table, fold, value
from service.statistics.question import Question
from service.statistics.reports.ask import About, address, questions
from service.statistics.reports.templates import NOTHING, Cut, Show, Template
from service.statistics.reports.words import said

TOTAL = "合计"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a sentence; `figure` names the figure that it says."""

    text: str
    figure: str | None = None


Paragraph = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """A figure with what it is made of, and where it was asked."""

    name: str
    question: Question
    cell: Cell
    show: Show
    said: str
    address: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: one row a code, the total below them."""

    name: str
    caption: str
    unit: str
    question: Question
    rows: tuple[tuple[str, str], ...]
    address: str


@dataclass(frozen=True, slots=True)
class Part:
    """A section with its figures in it."""

    heading: str
    paragraphs: tuple[Paragraph, ...]
    tables: tuple[Grid, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report. The same for ever for one `as_of`."""

    name: str
    year: int
    owner: str
    title: str
    lead: str
    reading: Reading
    parts: tuple[Part, ...]
    figures: Mapping[str, Answered]


@dataclass(frozen=True, slots=True)
class Asking:
    """A report's questions, and the moment as of which they are answered."""

    template: Template
    about: About
    questions: Mapping[str, Question]
    reading: Reading


async def asking(template: Template, about: About, *, desk: Desk) -> Asking:
    """Everything that the report wants to know. Raises `UnknownParameter`, `NotSettled`."""
    asked = questions(template, about, desk.bureau)
    return Asking(template, about, asked, await reading(next(iter(asked.values())), desk=desk))


async def compose(asked: Asking, *, desk: Desk) -> Report:
    """Ask, and put the answers into the sentences."""
    template, moment = asked.template, asked.reading.as_of
    async with desk.past.up_to(moment) as tx:
        await queries.plan_once(tx)
        tables = {name: fold(one, await queries.sums(tx, wanted(one, moment))) for name, one in asked.questions.items()}
    figures = {name: _answered(name, asked, tables[name]) for name in template.figures}
    common = _common(asked, desk.bureau)
    parts = tuple(
        Part(
            one.heading,
            tuple(tuple(_runs(text, figures, common)) for text in one.paragraphs),
            tuple(_grid(template.tables[name], asked, tables[name], desk.bureau) for name in one.tables),
        )
        for one in template.sections
    )
    return Report(
        name=template.name,
        year=asked.about.year,
        owner=desk.bureau.name,
        title=template.title.format_map(common),
        lead=template.lead.format_map(common),
        reading=asked.reading,
        parts=parts,
        figures=figures,
    )


def _answered(name: str, asked: Asking, table: Table) -> Answered:
    one, question = asked.template.figures[name], asked.questions[name]
    shown = said(question, table.total, one.show, one.null)
    return Answered(name, question, table.total, one.show, shown, address(question, asked.reading))


def _grid(cut: Cut, asked: Asking, table: Table, bureau: Bureau) -> Grid:
    question = asked.questions[cut.asked.name]
    cells = list(table.cells)
    if cut.order == "largest":
        cells.sort(key=lambda cell: -(value(question, cell) or 0))  # of equals the order of their codes stays
    rows = [
        (question.label(cut.by, cell.keys[0], bureau), said(question, cell, "value", NOTHING))
        for cell in cells[: cut.top or None]
    ]
    rows.append((TOTAL, said(question, table.total, "value", NOTHING)))
    link = address(question, asked.reading)
    return Grid(cut.asked.name, cut.caption, question.indicator.unit, question, tuple(rows), link)


def _runs(text: str, figures: Mapping[str, Answered], common: Mapping[str, str]) -> Iterator[Run]:
    for literal, name, _, _ in Formatter().parse(text):
        if literal:
            yield Run(literal)
        if name is not None:
            yield Run(figures[name].said, name) if name in figures else Run(common[name])


def _common(asked: Asking, bureau: Bureau) -> dict[str, str]:
    moment = asked.reading.as_of.astimezone(ZONE)
    until = min(date(asked.about.year, 12, 31), local_date(moment))
    return {"bureau": bureau.name, "year": str(asked.about.year), "until": _day(until), "as_of": _moment(moment)}


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _moment(moment: datetime) -> str:
    return f"{_day(moment.date())}{moment:%H:%M:%S}"
