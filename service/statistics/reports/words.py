"""How a figure is said in a sentence."""

from decimal import ROUND_HALF_UP, Decimal

from service.statistics.fold import Cell, value
from service.statistics.question import Question
from service.statistics.reports.templates import Show

_TENTH, _HUNDREDTH = Decimal("0.1"), Decimal("0.01")
_PARTS = {"numerator": 0, "denominator": 1}


def said(question: Question, cell: Cell, show: Show, null: str) -> str:
    """A share in per cent (100% and 0% without decimals), an average to a tenth of a day, a count as it is.

    `null` is said where nothing is divided by.
    """
    if show == "window":
        return str(question.window)
    if show in _PARTS:
        return str(cell.sums[_PARTS[show]])
    figure = value(question, cell)
    if figure is None:
        return null
    exact = Decimal(str(figure))
    match question.indicator.kind:
        case "share" | "product":
            return f"{(exact * 100).quantize(_HUNDREDTH)}%".replace(".00%", "%")
        case "average":
            return f"{exact.quantize(_TENTH, ROUND_HALF_UP)}{question.indicator.unit}"
        case "percentile":
            return f"{figure:g}{question.indicator.unit}"
    return str(figure)
