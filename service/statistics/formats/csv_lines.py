"""CSV (RFC 4180): one tidy table, a line per figure."""

import csv
import io

from service.statistics.formats.answered import Answered

BOM = "\ufeff"  # without it Excel takes UTF-8 for the code page of the machine


def columns(answered: Answered) -> list[str]:
    """The names of the columns, in their order."""
    keys = [column for name in answered.question.by for column in (name, f"{name}_label")]
    return [*keys, *figure_columns(answered), "indicator", "definition_version", "as_of"]


def figure_columns(answered: Answered) -> list[str]:
    """What a line says of its figure. Who may not know all is told where that is so; an empty field alone would not."""
    return ["value", "numerator", "denominator", *([] if answered.question.sees_all else ["suppressed"])]


def csv_text(answered: Answered) -> str:
    """The figures under a header: one line per cell, or the total alone where nothing was cut."""
    indicator = answered.question.indicator
    context = (indicator.code, indicator.version, answered.as_of)
    buffer = io.StringIO()
    lines = csv.writer(buffer)
    lines.writerow(columns(answered))
    for cell in answered.rows:
        keys = [text for name in answered.question.by for text in (cell.codes[name], cell.labels[name])]
        suppressed = [] if answered.question.sees_all else [str(cell.suppressed).lower()]
        lines.writerow([*keys, cell.value, cell.numerator, cell.denominator, *suppressed, *context])
    return buffer.getvalue()
