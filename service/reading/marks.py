"""The few stretches of a petition that tell it from others: by these the register finds what is about the same matter.

Rare stretches of two or three characters, first those that stand where names stand (before 小区, 路, 公司 …), in the
title, or more than once. Two people who write about one estate, road, company or project share several.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from service.reading.background import Background
from service.reading.runs import Run, run_of
from service.reading.stretches import Stretches, stretches_of

MOST_MARKS = 24  # two people who write about one issue shared at least one of them in every case tried
_SIGNATURE = re.compile(r"此致[\s,，]{0,3}敬礼|(联系人|联系电话|反映人|投诉人|举报人|上访人|信访人)[:：]")


class Mark(NamedTuple):
    """One stretch. The key fits a signed 32-bit column; the weight is its rarity (natural logarithm)."""

    key: int
    weight: float


class Marks:
    """Picks the marks of a petition. It holds counts, no petition: any number of callers may share it.

    `common` are words that tell nothing here, however rare they are elsewhere: the names of the bureau's own district
    and of what lies above it.
    """

    def __init__(self, background: Background, common: Iterable[str] = ()) -> None:
        self.background = background
        none = np.zeros(0, dtype=np.uint32)
        self._common = np.unique(np.concatenate([none, *(run_of("", word).pairs[1:-2] for word in common)]))

    @classmethod
    def load(cls, folder: Path | None = None, common: Iterable[str] = ()) -> Self:
        """With the counts in the folder, or those that the package ships."""
        return cls(Background.load(folder), common)

    def of(self, title: str, body: str) -> tuple[Mark, ...]:
        """The most telling stretches, the best first: at most `MOST_MARKS`, none for a text without Chinese words."""
        found = self.read(title, body)[1]
        best = best_marks(found)
        keys, weights = found.keys[best].astype(np.int32), found.telling[best].round(3)
        return tuple(map(Mark, keys.tolist(), weights.tolist()))

    def read(self, title: str, body: str) -> tuple[Run, Stretches]:
        """The petition without its signature, and all its stretches."""
        signed = _SIGNATURE.search(body, len(body) // 2)
        run = run_of(title, body[: signed.start()] if signed else body)
        return run, stretches_of(run, self.background, self._common)


def best_marks(found: Stretches) -> NDArray[np.intp]:
    """Which of the stretches are the marks, the best first; of equal ones the lower key."""
    able = np.flatnonzero(found.worth)  # their keys ascend, and the sort keeps that order among equals
    return able[np.argsort(-found.worth[able], kind="stable")[:MOST_MARKS]]
