"""XLSX: one tidy sheet of figures, and one that says what they are."""

import io
from collections.abc import Iterator

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from service.rulebook.errors import UnknownParameter
from service.statistics.answer_view import CellOut
from service.statistics.formats.answered import Answered
from service.statistics.formats.csv_lines import figure_columns
from service.statistics.formats.forms import XLSX
from service.statistics.formats.names import dimension_name

DATA, DEFINITIONS = "数据", "定义"
LINES = 1_048_575  # what a sheet holds beside its header


def workbook(answered: Answered) -> bytes:
    """The workbook. Equal answers give equal bytes; codes are text, so that Excel keeps their leading zeros.

    Raises `UnknownParameter` for more cells than a sheet has lines.
    """
    if len(answered.rows) > LINES:
        raise UnknownParameter(
            "by", ",".join(answered.question.by), f"工作表至多 {LINES} 行 a sheet has at most {LINES} lines", "→ .csv?"
        )
    buffer = io.BytesIO()
    # Nothing is taken for a formula or a link, whatever a label looks like.
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    # The moment of the figures, not that of the printing.
    book.set_properties(
        {
            "title": answered.question.indicator.zh,
            "company": answered.bureau.name,
            "created": answered.reading.as_of.replace(tzinfo=None),
        }
    )
    bold = book.add_format({"bold": True, "bottom": 1})
    decimals = book.add_format({"num_format": "0.0000"}) if answered.has_decimals else None
    _data(book.add_worksheet(DATA), answered, bold, decimals)
    _definitions(book.add_worksheet(DEFINITIONS), answered, bold, book.add_format({"text_wrap": True, "valign": "top"}))
    book.close()
    return buffer.getvalue()


def _data(sheet: Worksheet, answered: Answered, bold: Format, decimals: Format | None) -> None:
    by = answered.question.by
    header = [*(column for name in by for column in (name, f"{name}_label")), *figure_columns(answered)]
    for column, name in enumerate(header):
        sheet.write_string(0, column, name, bold)
        sheet.set_column(column, column, 28 if name.endswith("_label") else 14)
    for line, cell in enumerate(answered.rows, 1):
        for column, text in enumerate(_keys(by, cell)):
            if text is not None:
                sheet.write_string(line, column, text)
        figures = ((cell.value, decimals), (cell.numerator, None), (cell.denominator, None))
        for column, (figure, form) in enumerate(figures, 2 * len(by)):
            if figure is not None:
                sheet.write_number(line, column, figure, form)
        if not answered.question.sees_all:
            sheet.write_boolean(line, len(header) - 1, cell.suppressed)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(answered.rows), len(header) - 1)


def _keys(by: tuple[str, ...], cell: CellOut) -> Iterator[str | None]:
    for name in by:
        yield cell.codes[name]
        yield cell.labels[name]


def _definitions(sheet: Worksheet, answered: Answered, bold: Format, wrapped: Format) -> None:
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, "项目 item", bold)
    sheet.write_string(0, 1, "内容 content", bold)
    for line, (name, said) in enumerate(_said(answered), 1):
        sheet.write_string(line, 0, name, wrapped)
        if isinstance(said, str):
            sheet.write_string(line, 1, said, wrapped)
        elif said is not None:
            sheet.write_number(line, 1, said, wrapped)


def _said(answered: Answered) -> Iterator[tuple[str, str | float | None]]:
    question, indicator, total = answered.question, answered.question.indicator, answered.total
    yield "指标 indicator", indicator.code
    yield "名称 name_zh", indicator.zh
    yield "英文名称 name_en", indicator.en
    yield "计量单位 unit", indicator.unit
    yield "定义 definition_zh", indicator.definition_zh
    yield "英文定义 definition_en", indicator.definition_en
    yield "定义版本 definition_version", indicator.version
    yield "定义发布日期 published_on", indicator.published_on.isoformat()
    yield "依据 source", indicator.source
    yield "数据所有者 owner", answered.bureau.name
    yield "数据截至 as_of", answered.as_of
    yield "最后计入的记录 watermark", answered.reading.watermark.posting
    yield "期间起 from", question.first.isoformat() if question.first else None
    yield "期间止 to", question.last.isoformat()
    yield "分组 by", ", ".join(f"{name} {dimension_name(name)}" for name in question.by)
    if question.window is not None:
        yield "观察期（日） window", question.window
    for name, codes in question.filters:
        yield f"筛选 filter {name}", ", ".join(codes)
    yield "合计 total", "不予公布 suppressed" if total.suppressed else total.value
    yield "合计分子 total numerator", total.numerator
    yield "合计分母 total denominator", total.denominator
    yield "再次查询 link", answered.address(XLSX.suffix)
