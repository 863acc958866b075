"""Answers to show: made up, or drawn at random."""

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from service.bureau.load import load
from service.rulebook.vocabulary import Channel
from service.statistics import catalogue
from service.statistics.answer import Reading
from service.statistics.fold import Cell, Table
from service.statistics.formats.answered import Answered
from service.statistics.queries import Watermark
from service.statistics.question import Question, read

BUREAU, INDICATORS = load(), catalogue.load()
TODAY = date(2026, 3, 6)
READING = Reading(
    datetime(2026, 3, 6, 1, 30, 0, 123456, tzinfo=UTC), Watermark(17, datetime(2026, 3, 6, 1, 29, tzinfo=UTC))
)
FLOW, SHARE = "registered_items", "classified_without_clerk"
KINDS = (FLOW, SHARE, "average_days_to_reply", "p90_days_to_reply", "satisfaction_variant_bureau")
Codes = tuple[str | None, ...]

CODES: dict[str, list[str | None]] = {
    "quarter": [f"2026-Q{quarter}" for quarter in range(1, 5)],
    "month": [f"2026-{month:02d}" for month in range(1, 13)],
    "day": [f"2026-03-{day:02d}" for day in range(1, 7)],
    "channel": [*Channel, None],
    "class": [*(one.code for one in BUREAU.content_classes if one.level == 1), None],
    "township": [*(one.code for one in BUREAU.divisions if len(one.code) == 9), None],
    "joint": ["false", "true"],
}


def asked(indicator: str, **parameters: str) -> Question:
    """A question by its parameters; `from_` is from."""
    return read(
        INDICATORS[indicator],
        [(name.rstrip("_"), text) for name, text in parameters.items()],
        today=TODAY,
        bureau=BUREAU,
        sees_all=True,
    )


def shown(question: Question, table: Table) -> Answered:
    """The answer of the packaged bureau."""
    return Answered(question, table, READING, BUREAU)


def counted(question: Question, cells: dict[Codes, tuple[int, ...]]) -> Table:
    """The table of these cells, with their sum as the total."""
    total = tuple(map(sum, zip(*cells.values(), strict=True))) or (0,) * (2 if question.indicator.is_ratio else 1)
    return Table(Cell((), total), tuple(Cell(keys, sums) for keys, sums in cells.items()) if question.by else ())


@st.composite
def answers(draw: st.DrawFn, most: int = 3) -> tuple[Question, Table]:
    """Any question and its answer: of every kind but a stock, cut by up to `most` dimensions, with any cells."""
    by = draw(st.lists(st.sampled_from(sorted(CODES)), unique=True, max_size=most))
    indicator = draw(st.sampled_from(KINDS))
    parameters = {"by": ",".join(by)} if by else {}
    question = asked(indicator, from_="2026-01-01", to="2026-12-31", **parameters)
    counts = st.integers(0, 10**9)
    sums = st.tuples(*(counts for _ in range(2 if question.indicator.is_ratio else 1))).filter(any)
    keys = st.tuples(*(st.sampled_from(CODES[name]) for name in by))
    # Where nothing is cut the only cell is the whole.
    cells: dict[Codes, tuple[int, ...]] = draw(st.dictionaries(keys, sums, min_size=0 if by else 1, max_size=12))
    return question, counted(question, cells)
