"""How figures are shown: JSON with everything needed to ask again, CSV in one tidy table."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from urllib.parse import urlencode

from pydantic import BaseModel, Field

from service.bureau.load import Bureau
from service.desk.kit import ZONE
from service.statistics.answer import Reading
from service.statistics.dimensions import DIMENSIONS
from service.statistics.discretion import ACCUSING
from service.statistics.fold import Cell, Table, value
from service.statistics.question import Question

_TRUTH = {True: "true", False: "false"}


class CellOut(BaseModel):
    """One figure. `codes` and `labels` hold one entry per dimension asked for; null is what nobody has decided yet."""

    codes: dict[str, str | None]
    labels: dict[str, str]
    value: int | float | None
    numerator: int | None
    denominator: int | None
    suppressed: bool = Field(default=False, description="there is a figure, and it is not told: it is not 0")


class WatermarkOut(BaseModel):
    """The last line of the ledger that was counted."""

    posting: int | None
    recorded_at: datetime | None


class AnswerOut(BaseModel):
    """Figures with everything needed to ask for exactly them again."""

    indicator: str
    name: str
    unit: str
    definition_version: int
    from_: date | None = Field(serialization_alias="from")
    to: date
    by: list[str]
    filters: dict[str, list[str]]
    window: int | None = Field(default=None, description="days that an observation lasts, where the indicator has them")
    as_of: datetime = Field(description="ask with this and the answer is the same for ever")
    watermark: WatermarkOut
    owner: str
    without_accusations: bool = Field(description="told to somebody without case rights: accusations are in no cell")
    total: CellOut
    cells: list[CellOut]
    links: dict[str, str]


def answer_out(question: Question, table: Table, reading: Reading, bureau: Bureau) -> AnswerOut:
    """The figures as JSON."""
    mark = reading.watermark
    return AnswerOut(
        indicator=question.indicator.code,
        name=question.indicator.zh,
        unit=question.indicator.unit,
        definition_version=question.indicator.version,
        from_=question.first,
        to=question.last,
        by=list(question.by),
        filters={name: list(codes) for name, codes in question.filters},
        window=question.window,
        as_of=reading.as_of.astimezone(ZONE),
        watermark=WatermarkOut(
            posting=mark.posting, recorded_at=mark.recorded_at.astimezone(ZONE) if mark.recorded_at else None
        ),
        owner=bureau.name,
        without_accusations=not question.sees_all and ACCUSING[0] not in question.filters,
        total=cell_out(question, table.total, bureau),
        cells=[cell_out(question, cell, bureau) for cell in table.cells],
        links={
            "self": f"/v1/statistics/{question.indicator.code}?{_query(question, reading)}",
            "definition": "/v1/statistics",
            "reconciliation": "/v1/statistics/reconciliation",
            "cases": cases_link(question, reading),
        },
    )


def cases_link(question: Question, reading: Reading) -> str:
    """Where a cell opens (RFC 6570): each dimension that it stands under is a further filter, a period `from` and `to`.

    Somebody without case rights is given what binds the bureau to the list instead.
    """
    path = f"/v1/statistics/{question.indicator.code}/cases"
    limits = [name for name in question.by if not DIMENSIONS[name].is_period]
    more = f"{{&{','.join(limits)}}}" if limits else ""
    whole = replace(question, by=())
    return f"{path if question.sees_all else f'{path}/commitment'}?{_query(whole, reading)}{more}"


def csv_lines(question: Question, table: Table, reading: Reading, bureau: Bureau) -> Iterator[str]:
    """The figures as RFC 4180 lines: one row per cell, or the total alone where nothing was cut."""
    header = [column for name in question.by for column in (name, f"{name}_label")]
    context = [question.indicator.code, str(question.indicator.version), reading.as_of.astimezone(ZONE).isoformat()]
    figures = ("value", "numerator", "denominator", "suppressed")
    yield _line([*header, *figures, "indicator", "definition_version", "as_of"])
    for one in table.cells if question.by else (table.total,):
        cell = cell_out(question, one, bureau)
        keys = [text for name in question.by for text in (cell.codes[name] or "", cell.labels[name])]
        told = (_blank(cell.value), _blank(cell.numerator), _blank(cell.denominator), _TRUTH[cell.suppressed])
        yield _line([*keys, *told, *context])


def cell_out(question: Question, cell: Cell, bureau: Bureau) -> CellOut:
    """One figure; of a total, which has no keys, without codes."""
    codes = dict(zip(question.by, cell.keys, strict=True)) if cell.keys else {}
    return CellOut(
        codes=codes,
        labels={name: question.label(name, code, bureau) for name, code in codes.items()},
        value=value(question, cell),
        numerator=None if cell.suppressed else cell.sums[0],
        denominator=cell.sums[1] if question.indicator.is_ratio and not cell.suppressed else None,
        suppressed=cell.suppressed,
    )


def _query(question: Question, reading: Reading) -> str:
    parameters = {
        "from": question.first.isoformat() if question.first else None,
        "to": question.last.isoformat(),
        "by": ",".join(question.by) or None,
        **{name: ",".join(codes) for name, codes in question.filters},
        "window": str(question.window) if question.window is not None else None,
        "definition_version": str(question.indicator.version),
        "as_of": reading.as_of.astimezone(ZONE).isoformat(),
    }
    return urlencode({name: text for name, text in parameters.items() if text is not None})


def _line(fields: list[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(fields)
    return buffer.getvalue()


def _blank(figure: float | None) -> str:
    return "" if figure is None else str(figure)
