"""`xinfang evaluate` for a CSV of content classes: how good is the model on cases that it has not seen?

`evaluate` retrains for each fold and so asks how good the method is on these cases. `score` leaves the model as it is
and asks how it does on cases from elsewhere; on the cases it was trained on its figures mean nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from service.classification.calibration import Labels
from service.classification.cases import SEED, Case, CasesUnusable, folds, read_cases
from service.classification.content_model import ContentModel
from service.classification.figures import Figures, measure
from service.classification.held_out import place_folds
from service.reading.grams import grams
from service.reading.message_files import digest


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures and how they came about."""

    how: str
    data_sha256: str
    figures: Figures
    unknown: int = 0  # cases of classes that the model does not know: counted as wrong in the accuracy here
    warning: str = ""

    @property
    def accuracy_of_all(self) -> float:
        """Right answers among all cases, those of unknown classes included."""
        known = self.figures.cases
        return self.figures.accuracy * known / (known + self.unknown)

    def render(self) -> str:
        """As a page of text."""
        lines = [self.how, *([self.warning] if self.warning else []), self.figures.render()]
        if self.unknown:
            lines.append(
                f"\n{self.unknown} cases are of classes that the model does not know;"
                f" accuracy with them {self.accuracy_of_all:.4f}"
            )
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        """As JSON takes it."""
        return {
            "how": self.how,
            "data_sha256": self.data_sha256,
            "warning": self.warning,
            **self.figures.as_json(),
            "unknown_class_cases": self.unknown,
            "accuracy_of_all": round(self.accuracy_of_all, 4),
        }


def evaluate(
    path: Path,
    codes: Mapping[str, str] | None = None,
    *,
    seed: int = SEED,
    held_out_places: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Evaluation:
    """Cross-validate the method on the file: near-duplicates stay in one fold, each fold is judged by the others.

    With `held_out_places` a fold is made of whole cities, so that no case is judged by cases of its own city.
    """
    # imported here, because `score` has to work where scikit-learn is not installed
    from service.classification.cross_validation import unseen_probabilities, unseen_verdicts
    from service.classification.fitting import read_grams

    cases = read_cases(path, codes)
    names = tuple(sorted({case.label for case in cases}))
    if len(names) < 2:
        raise CasesUnusable("The cases are all of one class")
    parts = place_folds(cases) if held_out_places else folds(cases, seed)
    labels = _numbered(cases, names)
    verdicts = unseen_verdicts(read_grams(cases), labels, len(names), parts, seed, progress)
    figures = measure(unseen_probabilities(verdicts, labels, parts), labels, names)
    kept = "whole cities held out" if held_out_places else "near-duplicates kept together"
    how = f"{int(parts.max()) + 1} folds, {kept}, retrained for each fold, seed {seed}"
    return Evaluation(how, digest(path), figures)


def score(path: Path, model: ContentModel | None = None, codes: Mapping[str, str] | None = None) -> Evaluation:
    """How the model, as it is, answers the cases of the file. `codes` as for `read_cases`."""
    model = model or ContentModel.load()
    cases = read_cases(path, codes)
    known = [case for case in cases if case.label in model.names]
    if not known:
        raise CasesUnusable(f"No case is of a class that the model knows: {', '.join(model.names)}")
    probabilities = np.array([_answer(model, case) for case in known])
    figures = measure(probabilities, _numbered(known, model.names), model.names)
    data = digest(path)
    warning = "These are the cases the model was trained on." if data == model.data_sha256 else ""
    return Evaluation(f"model {model.version} as it is", data, figures, len(cases) - len(known), warning)


def _answer(model: ContentModel, case: Case) -> list[float]:
    """The probabilities in the order of the model's classes; all 0 where it says nothing."""
    given = {candidate.code: candidate.probability for candidate in model.weigh(grams(case.title, case.detail))}
    return [given.get(code, 0.0) for code in model.codes]


def _numbered(cases: list[Case], names: tuple[str, ...]) -> Labels:
    return np.array([names.index(case.label) for case in cases])
