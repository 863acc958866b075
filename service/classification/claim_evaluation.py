"""How well petitions on several matters are told from those on one (the `claims` of shared/data/hubin/LABELS.md)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from service.rulebook.jurisdiction import Jurisdiction


@dataclass(frozen=True, slots=True)
class ClaimScores:
    """The petitions split rightly, missed and split needlessly, and how many of the claims' organs were found.

    Where no case of a file states claims nothing can be scored: then `split` only says what was split, to be read.
    """

    split: tuple[str, ...]
    right: tuple[str, ...]
    missed: tuple[str, ...]
    organs_right: int
    organs_asked: int

    @property
    def needless(self) -> tuple[str, ...]:
        """The petitions on one matter that were split."""
        return tuple(case for case in self.split if case not in self.right) if self.stated else ()

    @property
    def stated(self) -> bool:
        """Whether any case states claims."""
        return bool(self.right or self.missed)

    def as_json(self) -> dict[str, Any]:
        """The figures as plain values; a share of nothing is null."""
        return {
            "split": list(self.split),
            "right": list(self.right),
            "missed": list(self.missed),
            "needless": list(self.needless),
            "precision": _share(len(self.right), len(self.split)) if self.stated else None,
            "recall": _share(len(self.right), len(self.right) + len(self.missed)),
            "organs": {"right": self.organs_right, "asked": self.organs_asked},
        }

    def render(self) -> str:
        """The figures in a line."""
        if not self.stated:
            return f"several claims: {len(self.split)} split, none stated in the file {' '.join(self.split)}".rstrip()
        return (
            f"several claims: {len(self.right)} split rightly, {len(self.missed)} missed, {len(self.needless)} needlessly; "
            f"organs of their claims {self.organs_right}/{self.organs_asked}"
        )


def score_claims(judged: Iterable[tuple[Mapping[str, Any], Jurisdiction]]) -> ClaimScores:
    """Compare the claims of each case with those found. An organ is found where some claim has it as its answer."""
    split, right, missed, found, asked = [], [], [], 0, 0
    for case, answer in judged:
        stated = case.get("claims") or ()
        if answer.claims:
            split.append(case["id"])
        if len(stated) > 1:
            (right if answer.claims else missed).append(case["id"])
        if len(stated) > 1 and answer.claims:
            organs = {claim.organ.answer for claim in answer.claims}
            found += sum(claim["organ"] in organs for claim in stated)
            asked += len(stated)
    return ClaimScores(tuple(split), tuple(right), tuple(missed), found, asked)


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
