"""One answer, as every form is made of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from service.bureau.load import Bureau
from service.desk.kit import ZONE
from service.statistics.answer import Reading
from service.statistics.answer_view import CellOut, cells_out, query_of, total_out
from service.statistics.fold import Table
from service.statistics.question import Question


@dataclass(frozen=True)
class Answered:
    """What was asked, what came out, up to where it was read, and whose figures they are.

    `rest` is the place in the table after which more follows, where only a page of it is shown.
    """

    question: Question
    table: Table
    reading: Reading
    bureau: Bureau = field(repr=False)
    rest: str | None = None

    @cached_property
    def total(self) -> CellOut:
        """The figure of the whole, whatever page is shown."""
        return total_out(self.question, self.table)

    @cached_property
    def cells(self) -> Sequence[CellOut]:
        """The figures of the parts."""
        return cells_out(self.question, self.table, self.bureau)

    @property
    def rows(self) -> Sequence[CellOut]:
        """What a table has as its lines: the parts, or the total alone where nothing was cut."""
        return self.cells if self.question.by else (self.total,)

    @property
    def is_ratio(self) -> bool:
        """Whether a figure is one count divided by another, both of which are then shown."""
        return self.total.denominator is not None

    @property
    def has_decimals(self) -> bool:
        """Whether a figure may be a fraction, which is then one of 4 decimals; a percentile of days is whole."""
        return any(isinstance(cell.value, float) for cell in (self.total, *self.rows))

    @property
    def as_of(self) -> str:
        """The moment of the figures, as the bureau's clock shows it."""
        return self.reading.as_of.astimezone(ZONE).isoformat()

    @cached_property
    def _query(self) -> str:
        return query_of(self.question, self.reading)

    def address(self, suffix: str = "", presentation: str = "") -> str:
        """Where exactly these figures are found in another form, for ever."""
        more = f"&{presentation}" if presentation else ""
        return f"/v1/statistics/{self.question.indicator.code}{suffix}?{self._query}{more}"
