"""Labelled cases to learn from and to be measured on, and the folds that keep near-duplicates together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from service.classification.near_duplicates import near_duplicates
from service.reading.message_files import columns, rows

SEED = 20260101  # of whatever is drawn, unless another is asked for
FOLDS = 5
_COLUMNS = ("title", "detail", "label")


class CasesUnusable(ValueError):
    """The file cannot be learnt from or measured on; the message says what it lacks."""


@dataclass(frozen=True, slots=True)
class Case:
    """A text with its class. Cases of one group are near-duplicates, `part` is the fold that the file names."""

    title: str
    detail: str
    label: str
    group: str
    part: str


def read_cases(path: Path, codes: Mapping[str, str] | None = None) -> list[Case]:
    """The cases of a CSV with title, detail, label and perhaps dup_group and fold5.

    Where `codes` gives two names one code (国土资源, since 2018 自然资源), both labels become the first of them.
    """
    names = _one_name_each(codes or {})
    grouped = "dup_group" in columns(path)
    cases = [_case(row, number, names) for number, row in enumerate(rows(path, _COLUMNS, CasesUnusable))]
    if not cases:
        raise CasesUnusable(f"{path.name} has no cases")
    return cases if grouped else together(cases)


def together(cases: Sequence[Case], known: Sequence[Case] = ()) -> list[Case]:
    """The cases, each in the group of the earliest of `known` and themselves that reads nearly alike."""
    every = [*known, *cases]
    first = near_duplicates((case.title, case.detail) for case in every)
    return [replace(case, group=every[first[number]].group) for number, case in enumerate(every)][len(known) :]


def _one_name_each(codes: Mapping[str, str]) -> dict[str, str]:
    first: dict[str, str] = {}
    for name, code in codes.items():
        first.setdefault(code, name)
    return {name: first[code] for name, code in codes.items()}


def _case(row: dict[str, str], number: int, names: Mapping[str, str]) -> Case:
    title, detail, label = (row[column] for column in _COLUMNS)
    label = label.strip()
    given = row.get("dup_group", "").strip()
    group = f"row {number}" if given in ("", "0") else f"group {given}"  # 0 means that it has no near-duplicate
    return Case(title, detail, names.get(label, label), group, row.get("fold5", "").strip())


def folds(cases: Sequence[Case], seed: int) -> NDArray[np.intp]:
    """The fold of each case: the file's own where every case has one, else whole groups dealt out by the seed."""
    if all(case.part for case in cases):
        names = sorted({case.part for case in cases})
        if len(names) > 1:
            return np.array([names.index(case.part) for case in cases])
    groups = sorted({case.group for case in cases})
    dealt = dict(zip(np.random.default_rng(seed).permutation(groups).tolist(), _rounds(len(groups)), strict=True))
    return np.array([dealt[case.group] for case in cases])


def _rounds(count: int) -> Iterable[int]:
    return (number % FOLDS for number in range(count))
