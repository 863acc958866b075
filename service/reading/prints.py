"""The print of a scanned page: where its ink stands, so that a page scanned twice is known however it was scanned.

The picture is levelled and cut to what is written, so neither slant, margins, exposure nor JPEG change much of it; then
the ink of a grid of cells is told by `BITS` signs. Two scans of one page differ in few of them, two pages of one form
in many. No library: those for pictures (imagehash and its like) take what a photograph looks like from afar, by which
two typed letters are one, and bring scipy along.
"""

import hashlib
from functools import cache
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from PIL import Image, ImageFilter

BITS = 384
NEAR = 30  # signs; two scans of one page mostly differ in up to 20, the nearest two letters on one form in 36
GRID = 12  # cells a side: finer ones move with the slant, coarser ones see the same grey in every letter
SIDE = 640  # pixels of the longer side that is looked at
PAPER = 24  # pixels around that say how bright the paper is here
FAINT = 0.12  # of the paper's brightness: what is darker by less is paper
STEEPEST, COARSE, FINE = 5.0, 0.5, 0.1  # degrees
RULE = 30  # pixels: what runs on for longer is a line of the form, no stroke of a sign
LEAST_WIDTH, LEAST_HEIGHT, LEAST_INK = 0.15, 0.04, 0.0005  # of the page; below that too little is written to know it by

Ink = NDArray[np.float32]


def prints_of(picture: Image.Image) -> list[str]:
    """The print of a page, and that of the page upside down, in hexadecimal; none where hardly anything is written."""
    small = picture.convert("L")
    small.thumbnail((SIDE, SIDE))
    ink = _without_rules(_levelled(_ink(small)))
    box = _written(ink)
    if box is None:
        return []
    cells = _cells(ink, box)
    return [_signs(cells), _signs(cells[::-1, ::-1])]


def differing(one: bytes, other: bytes) -> int:
    """In how many signs two prints differ."""
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_count()


def _ink(grey: Image.Image) -> Ink:
    """How much darker than the paper around it each point is, from 0 to 1."""
    paper = np.asarray(grey.filter(ImageFilter.MaxFilter(9)).filter(ImageFilter.BoxBlur(PAPER)), dtype=np.float32)
    dark = 1 - np.asarray(grey, dtype=np.float32) / np.maximum(paper, 1)
    found: Ink = np.clip(dark - FAINT, 0, 0.6).astype(np.float32)
    return found


def _levelled(ink: Ink) -> Ink:
    """Turned so that its lines lie level: so turned, the rows differ most from their neighbours."""
    picture = Image.fromarray(ink)
    coarse = _steepest(picture.reduce(2), np.arange(-STEEPEST, STEEPEST + COARSE, COARSE))
    fine = _steepest(picture, coarse + np.arange(-COARSE, COARSE + FINE, FINE))
    return _turned(picture, fine)


def _steepest(picture: Image.Image, degrees: NDArray[Any]) -> float:
    def steps(degree: float) -> float:
        return float((np.diff(_turned(picture, degree).sum(axis=1)) ** 2).sum())

    return max((float(one) for one in degrees), key=steps)


def _turned(picture: Image.Image, degree: float) -> Ink:
    return np.asarray(picture.rotate(degree, resample=Image.Resampling.BILINEAR), dtype=np.float32)


def _without_rules(ink: Ink) -> Ink:
    """Without the lines and frames that all letters on one form have in common."""
    left: Ink = ink - np.maximum(_rules(ink), _rules(ink.T).T)
    return np.where(left > FAINT / 2, left, np.float32(0))


def _rules(ink: Ink) -> Ink:
    """What of the ink runs on along its row for `RULE` points and more (an opening of the row)."""
    around = ((0, 0), (RULE // 2, RULE - 1 - RULE // 2))
    least = sliding_window_view(np.pad(ink, around), RULE, axis=1).min(axis=2)
    found: Ink = sliding_window_view(np.pad(least, tuple((n, m) for m, n in around)), RULE, axis=1).max(axis=2)
    return found


def _written(ink: Ink) -> tuple[float, float, float, float] | None:
    """The box in which all but a hundredth of the ink on each side stands; None where it is hardly any."""
    if float(ink.mean()) < LEAST_INK:
        return None
    (left, right), (top, bottom) = (_edges(ink.sum(axis=axis)) for axis in (0, 1))
    height, width = ink.shape
    if right - left < LEAST_WIDTH * width or bottom - top < LEAST_HEIGHT * height:
        return None
    # Few lines fill a low box: its cells would be lower than a line, and another one at the least shift.
    more = max(0.0, (right - left) / 2 - (bottom - top)) / 2
    return left, top - more, right, bottom + more


def _edges(ink: Ink) -> tuple[float, float]:
    share = np.cumsum(ink) / ink.sum()
    first, last = (float(np.searchsorted(share, part)) for part in (0.01, 0.99))
    return first, min(last + 1, float(len(ink)))


def _cells(ink: Ink, box: tuple[float, float, float, float]) -> Ink:
    """How much ink stands in each cell of the box, which may reach beyond the page."""
    margin = max(ink.shape)
    left, top, right, bottom = (edge + margin for edge in box)
    page = Image.fromarray(np.pad(ink, margin))
    return np.asarray(page.resize((GRID, GRID), Image.Resampling.BOX, box=(left, top, right, bottom)), np.float32)


def _signs(cells: Ink) -> str:
    """On which side of each of `BITS` planes the page lies. A darker scan lies where a lighter one does."""
    page = (cells - cells.mean()).ravel()
    return np.packbits(_planes() @ page > 0).tobytes().hex()


@cache
def _planes() -> Ink:
    """The same for ever: a print that is on record must stay comparable."""
    said = hashlib.shake_256(b"xinfang print of a page 1").digest(BITS * GRID * GRID // 8)
    signs = np.unpackbits(np.frombuffer(said, dtype=np.uint8)).reshape(BITS, GRID * GRID)
    planes: Ink = signs.astype(np.float32) * 2 - 1
    return planes
