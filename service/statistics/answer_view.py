"""How figures are shown: each with its codes, labels and raw counts, the whole with everything needed to ask again."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
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
        total=total_out(question, table),
        cells=cells_out(question, table, bureau),
        links={
            "self": f"/v1/statistics/{question.indicator.code}?{query_of(question, reading)}",
            "definition": "/v1/statistics",
            "reconciliation": "/v1/statistics/reconciliation",
        },
    )


def total_out(question: Question, table: Table) -> CellOut:
    """The figure of the whole."""
    return CellOut(codes={}, labels={}, value=value(question, table.total), **_counts(question, table.total))


def cells_out(question: Question, table: Table, bureau: Bureau) -> list[CellOut]:
    """The figures of the parts, in the order of the table."""

    @cache  # a long table names the same few codes over and over
    def label(name: str, code: str | None) -> str:
        return question.label(name, code, bureau)

    return [_cell(question, cell, label) for cell in table.cells]


def _cell(question: Question, cell: Cell, label: Callable[[str, str | None], str]) -> CellOut:
    codes = dict(zip(question.by, cell.keys, strict=True))
    labels = {name: label(name, code) for name, code in codes.items()}
    return CellOut(codes=codes, labels=labels, value=value(question, cell), **_counts(question, cell))


def _counts(question: Question, cell: Cell) -> dict[str, int | None]:
    return {"numerator": cell.sums[0], "denominator": cell.sums[1] if question.indicator.is_ratio else None}


def query_of(question: Question, reading: Reading) -> str:
    """The query string that asks for exactly these figures again."""
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
