"""Lines on a page become paragraphs: a line goes on in the next unless it ends early or the next is set in."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

INSET = 1.2  # heights of a line: what begins so far in is a new paragraph
EARLY = 2.5  # heights of a line: what ends so far before the edge ends one


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was recognised: its words, how sure, and its four corners clockwise from the upper left (pixels)."""

    text: str
    confidence: float
    box: tuple[tuple[int, int], ...]

    @property
    def left(self) -> int:
        """Its left edge."""
        return min(x for x, _ in self.box)

    @property
    def right(self) -> int:
        """Its right edge."""
        return max(x for x, _ in self.box)

    @property
    def height(self) -> float:
        """How high its signs are: by its own sides, since a slant makes the whole box higher."""
        (_, upper_left), (_, upper_right), (_, lower_right), (_, lower_left) = self.box
        return max(1.0, (lower_left - upper_left + lower_right - upper_right) / 2)

    @property
    def middle(self) -> float:
        """How far down it stands."""
        return sum(y for _, y in self.box) / len(self.box)


def in_rows(lines: Sequence[Line]) -> list[Line]:
    """The lines as they are read: row by row, pieces of one row put together from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: one.middle):
        if rows and line.middle - rows[-1][-1].middle < 0.5 * min(line.height, rows[-1][-1].height):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_joined(sorted(row, key=lambda one: one.left)) for row in rows]


def paragraphs(lines: Sequence[Line], width: int) -> str:
    """The text of a page, one paragraph a line."""
    rows = in_rows(lines)
    if not rows:
        return ""
    left, right = min(row.left for row in rows), max(row.right for row in rows)
    right = max(right, int(width * 0.6))
    text = rows[0].text
    for before, row in pairwise(rows):
        ended = right - before.right > EARLY * before.height
        new = row.left - left > INSET * row.height or ended
        text += ("\n" if new else "") + row.text
    return text


def _joined(row: Sequence[Line]) -> Line:
    if len(row) == 1:
        return row[0]
    signs = sum(len(one.text) for one in row) or 1
    sure = sum(one.confidence * len(one.text) for one in row) / signs
    first, last = row[0].box, row[-1].box
    return Line(" ".join(one.text for one in row), sure, (first[0], last[1], last[2], first[3]))
