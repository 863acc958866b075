"""What `xinfang evaluate` says of repeats and mass issues: classification reads the cases, matters compares them."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from service.bureau.load import Bureau
from service.classification.case_evaluation import Case, CaseEvaluation, cases_of, day_of, submission_of
from service.classification.jurist import Jurist
from service.matters.case_evaluation import MatterCase, MatterEvaluation, evaluate_matters
from service.matters.likeness import Likeness
from service.matters.statement import Statement


@dataclass(frozen=True, slots=True)
class WholeEvaluation:
    """Both evaluations of one file."""

    classification: CaseEvaluation
    matters: MatterEvaluation

    def as_json(self) -> dict[str, Any]:
        """As JSON takes it."""
        return {**self.classification.as_json(), "matters": self.matters.as_json()}

    def render(self) -> str:
        """As a page of text."""
        return f"{self.classification.render()}\n{self.matters.render()}"


def names_matters(path: Path) -> bool:
    """Whether the cases say who wrote them and which are one matter."""
    return any("petitioner_ref" in case and "repeat_group" in case for case in cases_of(path))


def evaluate_repeats(path: Path, jurist: Jurist, bureau: Bureau, likeness: Likeness, on: date) -> MatterEvaluation:
    """Measure on the cases in the order in which they were received, with place and class as the jurist finds them."""
    cases = sorted(cases_of(path), key=lambda case: (case["received_on"], case["id"]))
    return evaluate_matters([_matter_case(case, jurist, bureau, on) for case in cases], likeness)


def _matter_case(case: Case, jurist: Jurist, bureau: Bureau, on: date) -> MatterCase:
    answer = jurist.classify(submission_of(case, bureau), day_of(case, on))
    return MatterCase(
        id=case["id"],
        statement=Statement(
            case["title"], case["detail"], answer.content_class.answer or None, answer.place.answer or None
        ),
        petitioner=case["petitioner_ref"],
        repeat=case["repeat_group"],
        near_miss=case["near_miss_group"],
        cluster=case["cluster"],
    )
