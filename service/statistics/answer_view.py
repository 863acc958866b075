"""How figures are shown: JSON with everything needed to ask again, CSV in one tidy table."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from urllib.parse import urlencode

from pydantic import BaseModel, Field

from service.bureau.load import Bureau
from service.desk.kit import ZONE
from service.statistics.answer import Reading
from service.statistics.fold import Cell, Table, value
from service.statistics.question import Question


class CellOut(BaseModel):
    """One figure. `codes` and `labels` hold one entry per dimension asked for; null is what nobody has decided yet."""

    codes: dict[str, str | None]
    labels: dict[str, str]
    value: int | float | None
    numerator: int
    denominator: int | None


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
        total=_total(question, table.total),
        cells=[_cell(question, cell, bureau) for cell in table.cells],
        links={
            "self": f"/v1/statistics/{question.indicator.code}?{_query(question, reading)}",
            "definition": "/v1/statistics",
            "reconciliation": "/v1/statistics/reconciliation",
        },
    )


def csv_lines(question: Question, table: Table, reading: Reading, bureau: Bureau) -> Iterator[str]:
    """The figures as RFC 4180 lines: one row per cell, or the total alone where nothing was cut."""
    header = [column for name in question.by for column in (name, f"{name}_label")]
    context = [question.indicator.code, str(question.indicator.version), reading.as_of.astimezone(ZONE).isoformat()]
    yield _line([*header, "value", "numerator", "denominator", "indicator", "definition_version", "as_of"])
    cells = [_cell(question, cell, bureau) for cell in table.cells] if question.by else [_total(question, table.total)]
    for cell in cells:
        keys = [text for name in question.by for text in (cell.codes[name] or "", cell.labels[name])]
        yield _line([*keys, _blank(cell.value), str(cell.numerator), _blank(cell.denominator), *context])


def _total(question: Question, cell: Cell) -> CellOut:
    return CellOut(codes={}, labels={}, value=value(question, cell), **_counts(question, cell))


def _cell(question: Question, cell: Cell, bureau: Bureau) -> CellOut:
    codes = dict(zip(question.by, cell.keys, strict=True))
    labels = {name: question.label(name, code, bureau) for name, code in codes.items()}
    return CellOut(codes=codes, labels=labels, value=value(question, cell), **_counts(question, cell))


def _counts(question: Question, cell: Cell) -> dict[str, int | None]:
    return {"numerator": cell.sums[0], "denominator": cell.sums[1] if question.indicator.is_ratio else None}


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
