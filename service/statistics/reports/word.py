"""A report as DOCX in the look of an official letter (GB/T 9704), each figure a link; the same report, same bytes."""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC

from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph as DocxParagraph
from docx.text.run import Run as DocxRun

from service.bureau.load import Bureau
from service.statistics.reports import sources
from service.statistics.reports.compose import Grid, Paragraph, Report

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TITLE, HEADING, BODY = "方正小标宋简体", "黑体", "仿宋"  # GB/T 9704 7: 2号小标宋, 3号黑体, 3号仿宋
LATIN = "Times New Roman"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can hold


def word(report: Report, bureau: Bureau, public_url: str) -> bytes:
    """The whole report, its sources last."""
    paper = Document()
    _set_up(paper, report)
    _line(paper, report.title, TITLE, 22, WD_ALIGN_PARAGRAPH.CENTER)
    _line(paper, report.lead, BODY, 16, indent=True)
    for part in report.parts:
        _line(paper, part.heading, HEADING, 16, heading=1)
        for paragraph in part.paragraphs:
            _sentence(paper, paragraph, report, public_url)
        for grid in part.tables:
            _grid(paper, grid, public_url)
    _line(paper, sources.HEADING, HEADING, 16, heading=1)
    rows = list(sources.rows(report, bureau))
    table = _table(paper, sources.COLUMNS, [row for _, row in rows])
    for (one, row), cells in zip(rows, table, strict=True):
        _linked(cells[0], row[0], public_url + one.address)
    return _fixed(paper)


def _set_up(paper: Docx, report: Report) -> None:
    page = paper.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.top_margin, page.bottom_margin = Cm(3.7), Cm(3.5)
    page.left_margin, page.right_margin = Cm(2.8), Cm(2.6)
    for language in paper.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    said = paper.core_properties
    said.title, said.author, said.comments = report.title, report.owner, ""
    said.created = said.modified = report.reading.as_of.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    said.last_modified_by = report.owner


def _line(
    paper: Docx,
    text: str,
    font: str,
    size: int,
    alignment: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY,
    *,
    indent: bool = False,
    heading: int | None = None,
) -> None:
    paragraph = paper.add_paragraph(style=f"Heading {heading}" if heading else None)
    paragraph.alignment = alignment
    _spaced(paragraph, indent=indent)
    _dress(paragraph.add_run(text), font, size)


def _sentence(paper: Docx, said: Paragraph, report: Report, public_url: str) -> None:
    paragraph = paper.add_paragraph()
    _spaced(paragraph, indent=True)
    for run in said:
        if run.figure is None:
            _dress(paragraph.add_run(run.text), BODY, 16)
        else:
            _link(paragraph, run.text, public_url + report.figures[run.figure].address, 16)


def _grid(paper: Docx, grid: Grid, public_url: str) -> None:
    caption = paper.add_paragraph()
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.paragraph_format.keep_with_next = True
    _link(caption, grid.caption, public_url + grid.address, 14)
    _table(paper, (grid.question.indicator.zh, grid.unit or "数值"), grid.rows)


def _table(paper: Docx, header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[tuple[_Cell, ...]]:
    """A table with its header; what comes back are the rows below it."""
    table = paper.add_table(rows=1 + len(rows), cols=len(header), style="Table Grid")
    filled = [tuple(row.cells) for row in table.rows]
    for cells, texts, font in zip(filled, (header, *rows), (HEADING, *[BODY] * len(rows)), strict=True):
        for cell, text in zip(cells, texts, strict=True):
            _dress(cell.paragraphs[0].add_run(text), font, 12)
    paper.add_paragraph()
    return filled[1:]


def _linked(cell: _Cell, text: str, target: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.clear()
    _link(paragraph, text, target, 12)


def _link(paragraph: DocxParagraph, text: str, target: str, size: int) -> None:
    """A figure that opens its query. It looks like the text around it: the report is printed."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(text)
    _dress(run, BODY, size)
    paragraph._p.remove(run._r)  # the library has no way of its own to make a link
    link.append(run._r)
    paragraph._p.append(link)


def _dress(run: DocxRun, font: str, size: int) -> None:
    run.font.name, run.font.size, run.font.bold = LATIN, Pt(size), False
    run.font.color.rgb = RGBColor(0, 0, 0)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)  # a font of its own for Chinese


def _spaced(paragraph: DocxParagraph, *, indent: bool) -> None:
    layout = paragraph.paragraph_format
    layout.line_spacing, layout.space_before, layout.space_after = Pt(28), Pt(0), Pt(0)
    if indent:
        layout.first_line_indent = Pt(32)  # two characters


def _fixed(paper: Docx) -> bytes:
    """The file without the moment at which it was written: the same report is the same bytes."""
    written, fixed = io.BytesIO(), io.BytesIO()
    paper.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, _EPOCH), source.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
