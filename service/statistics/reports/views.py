"""A report as JSON: its sentences in runs, so that whoever shows them can link each figure to its query."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from service.desk.kit import ZONE
from service.statistics.answer_view import WatermarkOut
from service.statistics.fold import value
from service.statistics.reports.compose import Answered, Grid, Part, Report


class RunOut(BaseModel):
    """A piece of a sentence; `figure` names the entry of `figures` that it says."""

    text: str
    figure: str | None = None


class GridOut(BaseModel):
    """One table, its total in the last row."""

    name: str
    caption: str
    unit: str
    rows: list[Annotated[list[str], Field(min_length=2, max_length=2)]]
    link: str


class PartOut(BaseModel):
    """One section."""

    heading: str
    paragraphs: list[list[RunOut]]
    tables: list[GridOut]


class FigureOut(BaseModel):
    """One figure: as it is said, as it was answered, and the query that gives it again. A ratio has its raw counts."""

    indicator: str
    name: str
    definition_version: int
    from_: date | None = Field(serialization_alias="from")
    to: date
    filters: dict[str, list[str]]
    said: str
    value: int | float | None
    numerator: int
    denominator: int | None
    link: str


class ReportOut(BaseModel):
    """A report, the same for ever for its `as_of`."""

    report: str
    year: int
    owner: str
    title: str
    lead: str
    as_of: datetime
    watermark: WatermarkOut
    sections: list[PartOut]
    figures: dict[str, FigureOut]


def report_out(report: Report) -> ReportOut:
    """The report as JSON."""
    mark = report.reading.watermark
    recorded_at = mark.recorded_at.astimezone(ZONE) if mark.recorded_at else None
    return ReportOut(
        report=report.name,
        year=report.year,
        owner=report.owner,
        title=report.title,
        lead=report.lead,
        as_of=report.reading.as_of.astimezone(ZONE),
        watermark=WatermarkOut(posting=mark.posting, recorded_at=recorded_at),
        sections=[_part(part) for part in report.parts],
        figures={name: _figure(one) for name, one in report.figures.items()},
    )


def _part(part: Part) -> PartOut:
    paragraphs = [[RunOut(text=run.text, figure=run.figure) for run in paragraph] for paragraph in part.paragraphs]
    return PartOut(heading=part.heading, paragraphs=paragraphs, tables=[_grid(one) for one in part.tables])


def _grid(one: Grid) -> GridOut:
    return GridOut(
        name=one.name, caption=one.caption, unit=one.unit, rows=[[*row] for row in one.rows], link=one.address
    )


def _figure(one: Answered) -> FigureOut:
    question = one.question
    return FigureOut(
        indicator=question.indicator.code,
        name=question.indicator.zh,
        definition_version=question.indicator.version,
        from_=question.first,
        to=question.last,
        filters={name: list(codes) for name, codes in question.filters},
        said=one.said,
        value=value(question, one.cell),
        numerator=one.cell.sums[0],
        denominator=one.cell.sums[1] if question.indicator.is_ratio else None,
        link=one.address,
    )
