"""Pages of a long table. A page begins behind a named cell, and all pages are cut from one state of the ledger."""

from service.rulebook.errors import UnknownParameter
from service.statistics.dimensions import UNKNOWN
from service.statistics.fold import Cell, Table
from service.statistics.formats.presentation import Presentation
from service.statistics.question import Question


def page(question: Question, table: Table, shown: Presentation) -> tuple[Table, str | None]:
    """The cells of the page, under the total of the whole, and the `after` of the next page or None.

    Raises `UnknownParameter` where `after` names no cell, or comes without the `as_of` of the page that gave it:
    between two states of the ledger a cell could be skipped or shown twice.
    """
    begin = 0 if shown.after is None else _behind(question, table, shown.after)
    end = len(table.cells) if shown.limit is None else begin + shown.limit
    cells = table.cells[begin:end]
    return Table(table.total, cells), _place(cells[-1]) if cells and end < len(table.cells) else None


def _behind(question: Question, table: Table, after: str) -> int:
    if question.as_of is None:
        raise UnknownParameter(
            "after", after, "after 须与 as_of 同用，见 links.next after goes with as_of, as in links.next"
        )
    places = {_place(cell): number for number, cell in enumerate(table.cells, 1)}
    if not question.by or after not in places:
        raise UnknownParameter(
            "after", after, "上一页的最后一格，见 links.next the last cell of a page, as in links.next"
        )
    return places[after]


def _place(cell: Cell) -> str:
    return ",".join(UNKNOWN if key is None else key for key in cell.keys)
