"""Puts a picture on paper (matplotlib). Imported when the first picture is asked for, and not before.

All text is drawn as outlines of the fonts that the notices are printed with, so that Chinese is right on every screen;
the same text stands in the description of the file, where screen readers and searches find it.
"""

import io
import unicodedata
from collections.abc import Sequence
from threading import Lock
from typing import Any
from xml.sax.saxutils import escape

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Sheet
from matplotlib.ticker import MaxNLocator

from service.acknowledgements.press import FONTS, printed
from service.statistics.formats.picture import Figure, Picture

COLOURS = (  # Okabe and Ito: told apart by all eyes
    *("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7F7F7F", "#8C564B", "#000000", "#B8A800"),
)
MARKS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "*")  # and where colours fail, by their marks
_WIDTH, _LABELS = 9.0, 20  # inches; periods that are named along an axis
_drawing = Lock()  # the library keeps its settings in the process


def _settle() -> None:
    names = []
    for path in (FONTS / "NotoSerifCJKsc-Regular.otf", FONTS / "DroidSansFallbackFull.ttf"):
        font_manager.fontManager.addfont(path)
        names.append(font_manager.FontProperties(fname=str(path)).get_name())
    mpl.rcdefaults()  # whatever the home or working directory of the service holds
    mpl.rcParams.update(
        {
            "font.family": names,
            "font.size": 10,
            "text.parse_math": False,  # a label is a label, also with two dollars in it
            "axes.unicode_minus": False,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "svg.fonttype": "path",
            "svg.hashsalt": "xinfang",  # or every file would have other ids
        }
    )


_settle()


def drawn(picture: Picture) -> bytes:
    """The picture as SVG: equal pictures give equal bytes, without a date or an id of chance."""
    with _drawing:
        sheet = Sheet(figsize=(_WIDTH, _height(picture)), layout="constrained")
        FigureCanvasSVG(sheet)
        axes = sheet.add_subplot()
        (_lines if picture.is_line else _bars)(axes, picture)
        _words(sheet, axes, picture)
        buffer = io.BytesIO()
        sheet.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return _told(buffer.getvalue(), picture)


def _height(picture: Picture) -> float:
    return 4.8 if picture.is_line else 1.8 + 0.3 * max(len(picture.places) * _thickness(picture), 3)


def _thickness(picture: Picture) -> float:
    return 0.4 + 0.6 * len(picture.series)


def _lines(axes: Axes, picture: Picture) -> None:
    places = range(len(picture.places))
    # Every point is marked, or one between two gaps would not be seen; where they are many, by a dot in the line.
    size = 4 if len(places) <= 2 * _LABELS else 1.8
    for number, (label, figures) in enumerate(picture.series):
        axes.plot(
            places,
            [float("nan") if figure is None else figure for figure in figures],
            label=printed(label),
            color=COLOURS[number],
            marker=MARKS[number],
            markersize=size,
            linewidth=1.5,
            clip_on=False,  # a 0 lies on the axis
        )
    step = -(-len(places) // _LABELS) or 1
    axes.set_xticks(places[::step], picture.places[::step], rotation=45 if _crowded(picture.places[::step]) else 0)
    axes.set_xlabel(printed(picture.axis))
    axes.set_ylabel(printed(picture.unit), rotation=0, horizontalalignment="left", y=1.02, labelpad=0)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=_whole(picture)))
    lowest = min((figure for _, figures in picture.series for figure in figures if figure is not None), default=0)
    axes.set_ylim(min(0, lowest), 1 if _nothing(picture) else None)
    axes.grid(axis="y", color="#DDDDDD", linewidth=0.6)


def _crowded(labels: Sequence[str]) -> bool:
    return sum(2 + sum(map(_columns, label)) for label in labels) > 110


def _bars(axes: Axes, picture: Picture) -> None:
    thick = 0.8 / len(picture.series)
    for number, (label, figures) in enumerate(picture.series):
        at = [place - 0.4 + (number + 0.5) * thick for place in range(len(picture.places))]
        lengths = [figure or 0 for figure in figures]
        bars = axes.barh(at, lengths, thick * 0.9, label=printed(label), color=COLOURS[number])
        axes.bar_label(bars, [_figure(figure) for figure in figures], padding=3, fontsize=8)
    axes.set_yticks(range(len(picture.places)), [_wrapped(label, 36) for label in picture.places])
    axes.invert_yaxis()
    axes.set_xlabel(printed(picture.unit))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=_whole(picture)))
    axes.margins(x=0.08, y=0.02)
    if _nothing(picture):
        axes.set_xlim(0, 1)
    axes.grid(axis="x", color="#DDDDDD", linewidth=0.6)
    axes.set_axisbelow(True)


def _words(sheet: Sheet, axes: Axes, picture: Picture) -> None:
    left: dict[str, Any] = {"x": 0.01, "horizontalalignment": "left"}
    sheet.suptitle(_wrapped(picture.title, 60), **left, fontsize=15)
    axes.set_title(
        _wrapped(picture.subtitle, 96), loc="left", fontsize=9, color="#444444", pad=18 if picture.is_line else 6
    )
    sheet.supxlabel(_wrapped(picture.foot, 150), **left, fontsize=7.5, color="#444444")
    if len(picture.series) > 1:
        axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False, fontsize=9)


def _nothing(picture: Picture) -> bool:
    """Whether nothing is above 0, which is no reason for an axis below it."""
    return not any(figure for _, figures in picture.series for figure in figures)


def _whole(picture: Picture) -> bool:
    return not any(isinstance(figure, float) for _, figures in picture.series for figure in figures)


def _figure(figure: Figure) -> str:
    return "无" if figure is None else f"{figure:.4f}" if isinstance(figure, float) else str(figure)


def _wrapped(text: str, width: int) -> str:
    """The text in lines of at most so many columns, of which a Chinese character takes two; broken anywhere."""
    lines, used = [""], 0
    for character in printed(text):
        columns = _columns(character)
        if used + columns > width:
            lines.append("")
            used = 0
        lines[-1] += character
        used += columns
    return "\n".join(lines) or " "


def _columns(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _told(svg: bytes, picture: Picture) -> bytes:
    """The file with its words as words: title and description (SVG 2 §5.7), which outlines are not."""
    opening = svg.index(b"<svg")
    inside = svg.index(b">", opening) + 1
    words = (
        f'\n <title id="title">{escape(picture.title)}</title>\n <desc id="desc">{escape(_described(picture))}</desc>'
    )
    head = svg[opening : inside - 1] + b' role="img" aria-labelledby="title desc">'
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + head + words.encode() + svg[inside:]


def _described(picture: Picture) -> str:
    lines = [picture.subtitle, *(_series(picture.places, *one) for one in picture.series), picture.foot]
    return "\n".join(lines)


def _series(places: Sequence[str], label: str, figures: Sequence[Figure]) -> str:
    said = "；".join(f"{place} {_figure(figure)}" for place, figure in zip(places, figures, strict=True))
    return f"{label}：{said}" if label else said
