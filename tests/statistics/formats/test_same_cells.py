"""Whatever the figures are, every form says the same: read back, all give the same cells."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from service.rulebook.errors import UnknownParameter
from service.statistics.answer_view import CellOut
from service.statistics.fold import Table
from service.statistics.formats import csv_lines, json_stat, paging, picture, plain_json, xlsx
from service.statistics.formats.answered import Answered
from service.statistics.formats.presentation import Presentation
from service.statistics.question import Question
from tests.statistics.formats import readers
from tests.statistics.formats.answers import READING, answers, shown

SOME = settings(max_examples=60, deadline=None)


def cells_of(answered: Answered) -> readers.Cells:
    by = answered.question.by
    return {
        tuple(cell.codes[name] or "" for name in by): (cell.value, cell.numerator, cell.denominator)
        for cell in answered.rows
    }


@SOME
@given(answers())
def test_every_form_reads_back_the_same_cells(drawn: tuple[Question, Table]) -> None:
    answered = shown(*drawn)
    by, cells = answered.question.by, cells_of(answered)

    assert readers.of_json(plain_json.json_text(answered).encode()) == cells
    assert readers.of_csv(csv_lines.csv_text(answered).encode(), by) == cells
    assert readers.of_pandas(csv_lines.csv_text(answered).encode(), by) == cells
    assert readers.of_xlsx(xlsx.workbook(answered), by) == cells
    if cells:  # pyjstat looks at the first value of a cube, which an empty one does not have
        assert readers.of_json_stat(json_stat.json_stat(answered), by) == cells


@SOME
@given(answers(most=2).filter(lambda drawn: drawn[1].cells != ()))
def test_a_picture_shows_every_cell_where_it_belongs(drawn: tuple[Question, Table]) -> None:
    answered = shown(*drawn)
    try:
        seen = picture.picture(answered)
    except UnknownParameter:
        return  # too much for a picture
    seen_at = {
        (place, label): figure
        for label, figures in seen.series
        for place, figure in zip(seen.places, figures, strict=True)
    }

    axis, *second = sorted(answered.question.by, key=lambda name: name not in ("quarter", "month", "day"))
    for cell in answered.cells:
        (figure,) = [
            figure
            for (place, series), figure in seen_at.items()
            if stands_for(place, cell, axis) and (not second or stands_for(series, cell, second[0]))
        ]
        assert figure == cell.value
    assert sorted(filter(None, seen_at.values())) == sorted(cell.value for cell in answered.cells if cell.value)


def stands_for(label: str, cell: CellOut, name: str) -> bool:
    """Whether a label is that of the cell: the name alone, or, where several have it, with the code."""
    return label in (cell.labels[name], f"{cell.labels[name]} {cell.codes[name]}")


@SOME
@given(answers(), st.integers(1, 5))
def test_pages_laid_side_by_side_are_the_table(drawn: tuple[Question, Table], limit: int) -> None:
    question, table = drawn
    pinned = replace(question, as_of=READING.as_of)
    pages: list[Table] = []
    after: str | None = None
    while not pages or after is not None:
        cut, after = paging.page(pinned, table, Presentation(limit=limit, after=after))
        pages.append(cut)

    assert tuple(cell for cut in pages for cell in cut.cells) == table.cells
    assert {cut.total for cut in pages} == {table.total}
    assert all(len(cut.cells) == limit for cut in pages[:-1])
