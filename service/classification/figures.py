"""How good a set of answers is: figures that a clerk, a lawyer and an engineer can each read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from service.classification.calibration import Doubles, Labels, calibration_error, coverage

_PAIRS = 10


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """One class: of the cases given to it, how many were its own; of its own, how many were found."""

    name: str
    cases: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often cases of one class were given to another."""

    true: str
    given: str
    cases: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The whole set."""

    cases: int
    accuracy: float
    macro_f1: float
    top_2: float
    coverage_98: float
    coverage_99: float
    calibration_error: float
    classes: tuple[ClassFigures, ...]
    confusions: tuple[Confusion, ...]

    def as_json(self) -> dict[str, Any]:
        """As JSON takes it, figures to four places."""
        figures: dict[str, Any] = _rounded(asdict(self))
        return figures

    def render(self) -> str:
        """As a page of text."""
        heads = [
            f"cases {self.cases}   accuracy {self.accuracy:.4f}   macro-F1 {self.macro_f1:.4f}"
            f"   top-2 {self.top_2:.4f}",
            f"answered with 98 % accuracy: {self.coverage_98:.1%}   with 99 %: {self.coverage_99:.1%}"
            f"   calibration error {self.calibration_error:.4f}",
            "",
            "  cases  precision  recall      F1  class",
        ]
        rows = [f"{c.cases:7}  {c.precision:9.4f}  {c.recall:6.4f}  {c.f1:6.4f}  {c.name}" for c in self.classes]
        pairs = [f"{pair.cases:7}  {pair.true} → {pair.given}" for pair in self.confusions]
        return "\n".join([*heads, *rows, "", "  cases  true class → given class", *pairs])


def measure(probabilities: Doubles, labels: Labels, names: Sequence[str]) -> Figures:
    """The figures of these probabilities (case by class) against the true classes."""
    ranked = np.argsort(-probabilities, axis=1, kind="stable")
    right = ranked[:, 0] == labels
    confidence = probabilities.max(axis=1)
    classes = tuple(_of_class(name, number, ranked[:, 0], labels) for number, name in enumerate(names))
    present = [entry.f1 for entry in classes if entry.cases]
    return Figures(
        cases=len(labels),
        accuracy=float(right.mean()),
        macro_f1=float(np.mean(present)),
        top_2=float((ranked[:, :2] == labels[:, None]).any(axis=1).mean()),
        coverage_98=coverage(confidence, right, 0.98),
        coverage_99=coverage(confidence, right, 0.99),
        calibration_error=calibration_error(confidence, right),
        classes=classes,
        confusions=_confusions(ranked[:, 0], labels, names),
    )


def _of_class(name: str, number: int, given: Labels, labels: Labels) -> ClassFigures:
    hits, own, called = (
        int(x.sum()) for x in ((given == number) & (labels == number), labels == number, given == number)
    )
    f1 = 2 * hits / (own + called) if own + called else 0.0
    return ClassFigures(name, own, hits / called if called else 0.0, hits / own if own else 0.0, f1)


def _confusions(given: Labels, labels: Labels, names: Sequence[str]) -> tuple[Confusion, ...]:
    wrong = Counter((names[true], names[answer]) for true, answer in zip(labels, given, strict=True) if true != answer)
    ordered = sorted(wrong.items(), key=lambda item: (-item[1], item[0]))[:_PAIRS]
    return tuple(Confusion(true, answer, cases) for (true, answer), cases in ordered)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(entry) for entry in value]
    return value
