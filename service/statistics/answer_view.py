"""How figures are shown: each with its codes, labels and raw counts, the whole with everything needed to ask again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from urllib.parse import urlencode

from pydantic import BaseModel, Field

from service.bureau.load import Bureau
from service.desk.kit import ZONE
from service.statistics.answer import Reading
from service.statistics.dimensions import DIMENSIONS
from service.statistics.discretion import ACCUSING
from service.statistics.fold import Cell, Table, value
from service.statistics.question import Question


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
        total=total_out(question, table),
        cells=cells_out(question, table, bureau),
        links={
            "self": f"/v1/statistics/{question.indicator.code}?{query_of(question, reading)}",
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
    return f"{path if question.sees_all else f'{path}/commitment'}?{query_of(whole, reading)}{more}"


def total_out(question: Question, table: Table) -> CellOut:
    """The figure of the whole."""
    return _out(question, table.total, {}, {})


def cells_out(question: Question, table: Table, bureau: Bureau) -> list[CellOut]:
    """The figures of the parts, in the order of the table."""

    @cache  # a long table names the same few codes over and over
    def label(name: str, code: str | None) -> str:
        return question.label(name, code, bureau)

    return [cell_out(question, cell, label) for cell in table.cells]


def cell_out(question: Question, cell: Cell, label: Callable[[str, str | None], str]) -> CellOut:
    """The figure of a part; of a total, which has no keys, without codes."""
    codes = dict(zip(question.by, cell.keys, strict=True)) if cell.keys else {}
    return _out(question, cell, codes, {name: label(name, code) for name, code in codes.items()})


def _out(question: Question, cell: Cell, codes: dict[str, str | None], labels: dict[str, str]) -> CellOut:
    return CellOut(
        codes=codes,
        labels=labels,
        value=value(question, cell),
        numerator=None if cell.suppressed else cell.sums[0],
        denominator=cell.sums[1] if question.indicator.is_ratio and not cell.suppressed else None,
        suppressed=cell.suppressed,
    )


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
