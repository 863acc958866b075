"""Pictures: the right kind, whole in time, the same bytes, legible or refused."""

import subprocess
import sys
import warnings
from datetime import date
from xml.etree import ElementTree as ET

import asyncpg
import pytest

from service.rulebook.errors import UnknownParameter
from service.statistics.dimensions import DIMENSIONS
from service.statistics.formats import drawing
from service.statistics.formats.names import DIMENSION_NAMES
from service.statistics.formats.periods import periods
from service.statistics.formats.picture import SERIES, Picture, picture
from service.statistics.formats.svg import chart
from tests.statistics.formats.answers import FLOW, SHARE, Codes, asked, counted, shown

SVG = "{http://www.w3.org/2000/svg}"


def seen(indicator: str, cells: dict[Codes, tuple[int, ...]], **parameters: str) -> Picture:
    question = asked(indicator, **parameters)
    return picture(shown(question, counted(question, cells)))


def parsed(file: bytes) -> ET.Element:
    return ET.fromstring(file)  # noqa: S314 - our own file


def test_time_is_a_line_without_holes() -> None:
    flow = seen(FLOW, {("2026-01",): (3,), ("2026-03",): (2,)}, by="month")
    share = seen(SHARE, {("2026-01",): (1, 3), ("2026-03",): (2, 2)}, by="month")

    assert flow.is_line
    assert flow.places == ("2026年1月", "2026年2月", "2026年3月")
    assert flow.series == (("", (3, 0, 2)),)
    assert share.series == (("", (0.3333, None, 1.0)),)  # nothing of nothing is no point


def test_an_axis_of_time_ends_where_the_figures_do() -> None:
    assert seen(FLOW, {("2026-03-02",): (1,)}, by="day", from_="2026-03-01", to="2026-03-31").places[-1] == "2026-03-06"


def test_time_runs_along_the_axis_whichever_comes_first() -> None:
    cells: dict[Codes, tuple[int, ...]] = {("online", "2026-01"): (1,), (None, "2026-02"): (2,)}
    both = seen(FLOW, cells, by="channel,month", to="2026-02-28")

    assert both.places == ("2026年1月", "2026年2月")
    assert both.series == (("网上信访", (1, 0)), ("未确定", (0, 2)))


def test_places_of_the_same_name_are_told_apart() -> None:
    places = seen(FLOW, {("411221100",): (1,), ("411224100",): (2,)}, by="township").places

    assert places == ("城关镇 411221100", "城关镇 411224100")


def test_everything_else_is_bars_in_the_order_of_codes() -> None:
    bars = seen(FLOW, {("phone",): (1,), (None,): (2,), ("letter",): (3,)}, by="channel", channel="letter,unknown")

    assert not bars.is_line
    assert bars.places == ("来信", "来电", "未确定")
    assert "信访渠道：来信、未确定" in bars.subtitle
    assert "合计 6件次" in bars.subtitle


def test_a_total_alone_is_one_bar() -> None:
    whole = seen(FLOW, {(): (7,)})

    assert (whole.is_line, whole.places, whole.series) == (False, ("合计",), (("", (7,)),))


@pytest.mark.parametrize("by", ["month", "channel", "month,channel", "channel,joint"])
def test_a_picture_is_wellformed_says_its_words_and_comes_out_the_same_twice(by: str) -> None:
    names = by.split(",")
    codes = {"month": ("2026-01", "2026-02"), "channel": ("online", "phone"), "joint": ("false", "true")}
    cells: dict[Codes, tuple[int, ...]] = {
        (one, other)[: len(names)]: (number, 7)
        for number, one in enumerate(codes[names[0]])
        for other in codes[names[-1]]
    }
    question = asked(SHARE, by=by)
    answered = shown(question, counted(question, cells))

    file = chart(answered)

    root = parsed(file)
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "机器分类占比"
    told = root.findtext(f"{SVG}desc") or ""
    for label in ("0.1429", "三门峡市湖滨区信访局", "2026-03-06 09:30:00", "定义第1版"):
        assert label in told
    for name in names:
        assert all(cell.labels[name] in told for cell in answered.cells)
    assert not list(root.iter(f"{SVG}text")), "words are outlines, so that no screen lacks the font"
    assert b"dc:date" not in file
    assert chart(answered) == file


def test_labels_are_drawn_as_written_whatever_they_contain() -> None:
    strange = Picture(
        "<题> & $x$ $y$", "𫝀 \u200b", "件", "底", False, "轴", ("]]>", "𠮷\n野家", ""), (("", (1, 2, None)),)
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # the library warns of a character that no font has
        root = parsed(drawing.drawn(strange))

    assert root.findtext(f"{SVG}title") == "<题> & $x$ $y$"


@pytest.mark.parametrize("empty", ["month", "channel"])
def test_an_empty_answer_is_an_empty_picture(empty: str) -> None:
    question = asked(SHARE, by=empty)

    assert parsed(chart(shown(question, counted(question, {})))).tag == f"{SVG}svg"


def test_too_much_for_a_picture_is_refused() -> None:
    many: dict[Codes, tuple[int, ...]] = {(f"41120200{n % 10}{n:03d}",): (1,) for n in range(61)}
    with pytest.raises(UnknownParameter):
        seen(FLOW, many, by="village")
    series: dict[Codes, tuple[int, ...]] = {("2026-01", f"{n:06d}"): (1,) for n in range(11)}
    with pytest.raises(UnknownParameter):
        seen(FLOW, series, by="month,class3")


def test_every_series_has_a_colour_and_a_mark_of_its_own() -> None:
    assert len(set(drawing.COLOURS)) == len(set(drawing.MARKS)) == SERIES


async def test_places_of_an_axis_of_time_are_the_codes_that_the_ledger_gives(connection: asyncpg.Connection) -> None:
    first, last = date(2024, 1, 1), date(2027, 3, 5)
    for name, dimension in DIMENSIONS.items():
        if dimension.is_period:
            given = await connection.fetch(
                f"SELECT DISTINCT {dimension.expression} AS code "  # noqa: S608 - constants only
                "FROM generate_series($1::date, $2, '1 day') AS days (business_on) ORDER BY 1",
                first,
                last,
            )
            assert periods(name, first, last) == [row["code"] for row in given]


def test_every_dimension_has_a_name_and_every_period_its_places() -> None:
    assert set(DIMENSION_NAMES) == set(DIMENSIONS)
    day = date(2026, 3, 6)
    assert all(periods(name, day, day) for name, one in DIMENSIONS.items() if one.is_period)


def test_the_service_starts_without_the_plotting_library() -> None:
    loaded = "import sys, service.app; sys.exit('matplotlib' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0
