"""The annex of a printed report: every figure with its definition, its raw counts and its query."""

from collections.abc import Iterator

from service.bureau.load import Bureau
from service.statistics.question import Question
from service.statistics.reports.compose import Answered, Report

HEADING = "附表：数字出处"
COLUMNS = ("指标（口径版本）", "范围", "数值", "分子/分母")
_NONE = "—"
_PARTS = {"numerator": "·分子", "denominator": "·分母"}


def rows(report: Report, bureau: Bureau) -> Iterator[tuple[Answered, tuple[str, str, str, str]]]:
    """A row for each figure, in the order of the sentences."""
    order = [run.figure for part in report.parts for paragraph in part.paragraphs for run in paragraph if run.figure]
    for one in (report.figures[name] for name in dict.fromkeys(order)):
        if one.show == "window":  # a parameter: it stands in the rows of the figures that it limits
            continue
        indicator = one.question.indicator
        raw = f"{one.cell.sums[0]}/{one.cell.sums[1]}" if indicator.is_ratio else _NONE
        name = f"{indicator.zh}（第{indicator.version}版）{_PARTS.get(one.show, '')}"
        yield one, (name, _scope(one.question, bureau), one.said, raw)


def _scope(question: Question, bureau: Bureau) -> str:
    period = f"{question.first} 至 {question.last}" if question.first is not None else f"截至 {question.last}"
    limits = ["、".join(question.label(name, code, bureau) for code in codes) for name, codes in question.filters]
    window = [f"观察期{question.window}日"] if question.window is not None else []
    return "；".join([period, *limits, *window])
