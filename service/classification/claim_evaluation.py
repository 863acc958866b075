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
        counts = f"{len(self.right)} split rightly, {len(self.missed)} missed, {len(self.needless)} needlessly"
        return f"several claims: {counts}; organs of their claims {self.organs_right}/{self.organs_asked}"


def score_claims(judged: Iterable[tuple[Mapping[str, Any], Jurisdiction]]) -> ClaimScores:
    """Compare the claims of each case with those found. An organ is found where some claim has it as its answer."""
    cases = [(case["id"], _stated(case), {claim.organ.answer for claim in answer.claims}) for case, answer in judged]
    right = [(case, stated, found) for case, stated, found in cases if stated and found]
    return ClaimScores(
        split=tuple(case for case, _, found in cases if found),
        right=tuple(case for case, *_ in right),
        missed=tuple(case for case, stated, found in cases if stated and not found),
        organs_right=sum(organ in found for _, stated, found in right for organ in stated),
        organs_asked=sum(len(stated) for _, stated, _ in right),
    )


def _stated(case: Mapping[str, Any]) -> tuple[str, ...]:
    organs = tuple(claim["organ"] for claim in case.get("claims") or ())
    return organs if len(organs) > 1 else ()


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
