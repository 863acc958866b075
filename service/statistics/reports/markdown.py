"""A report as Markdown, each figure a link to its query."""

from collections.abc import Iterator, Sequence

from service.bureau.load import Bureau
from service.statistics.reports import sources
from service.statistics.reports.compose import Grid, Paragraph, Part, Report


def markdown(report: Report, bureau: Bureau, public_url: str) -> str:
    """The whole report, its sources last."""
    lines = [f"# {report.title}", "", report.lead, ""]
    for part in report.parts:
        lines += _part(part, report, public_url)
    lines += [
        f"## {sources.HEADING}",
        "",
        *_table((*sources.COLUMNS, "查询"), list(_sources(report, bureau, public_url))),
    ]
    return "\n".join(lines) + "\n"


def _part(part: Part, report: Report, public_url: str) -> Iterator[str]:
    yield from (f"## {part.heading}", "")
    for paragraph in part.paragraphs:
        yield from (_sentence(paragraph, report, public_url), "")
    for grid in part.tables:
        yield from _grid(grid, public_url)


def _sentence(paragraph: Paragraph, report: Report, public_url: str) -> str:
    return "".join(
        f"[{run.text}]({public_url}{report.figures[run.figure].address})" if run.figure else run.text
        for run in paragraph
    )


def _grid(grid: Grid, public_url: str) -> Iterator[str]:
    yield from (f"[{grid.caption}]({public_url}{grid.address})", "")
    yield from _table((grid.question.indicator.zh, grid.unit or "数值"), grid.rows)
    yield ""


def _sources(report: Report, bureau: Bureau, public_url: str) -> Iterator[tuple[str, ...]]:
    for one, row in sources.rows(report, bureau):
        yield (*row, f"[{one.question.indicator.code}]({public_url}{one.address})")


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield _row(header)
    yield _row(["---"] * len(header))
    yield from (_row(row) for row in rows)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
