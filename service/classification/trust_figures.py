"""What the machine's confidence is worth: is it the frequency of being right, and what is left for a clerk."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from service.classification.calibration import Hits, calibration_error


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer to one question of one case: how sure, whether it was left to a clerk, whether it was right."""

    confidence: float
    open: bool
    right: bool


@dataclass(frozen=True, slots=True)
class TrustFigures:
    """One question over a set of cases."""

    cases: int
    accuracy: float
    calibration_error: float
    stands: float  # the share of cases whose answer is not open
    accuracy_standing: float | None  # None where none stands
    accuracy_open: float | None

    @classmethod
    def of(cls, answers: Sequence[Answered]) -> "TrustFigures":
        """The figures of these answers, of which there is at least one."""
        right: Hits = np.array([one.right for one in answers], dtype=bool)
        opened: Hits = np.array([one.open for one in answers], dtype=bool)
        confidence = np.array([one.confidence for one in answers], dtype=np.float64)
        return cls(
            len(answers),
            _rate(right) or 0.0,
            round(calibration_error(confidence, right), 4),
            round(float(1 - opened.mean()), 4),
            _rate(right[~opened]),
            _rate(right[opened]),
        )

    def render(self) -> str:
        """As columns of a table."""
        parts = (self.accuracy, self.calibration_error, self.stands, self.accuracy_standing, self.accuracy_open)
        return "".join(f"{'-' if part is None else f'{part:.3f}':>12}" for part in parts)

    def as_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "cases": self.cases,
            "accuracy": self.accuracy,
            "calibration_error": self.calibration_error,
            "stands": self.stands,
            "accuracy_standing": self.accuracy_standing,
            "accuracy_open": self.accuracy_open,
        }


HEAD = "".join(f"{name:>12}" for name in ("accuracy", "calib. err.", "stands", "standing ok", "open ok"))


def _rate(right: Hits) -> float | None:
    return round(float(right.mean()), 4) if len(right) else None
