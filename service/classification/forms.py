"""What a portal may ask about and what a clerk may decide."""

from typing import Annotated

from pydantic import Field

from service.bureau.load import Bureau
from service.classification.correct import Decision
from service.desk.forms import Address, Facts, Form, Request, Subject
from service.desk.suggestion import nearest
from service.rulebook.errors import Fault, InvalidContent
from service.rulebook.jurisdiction import Submission
from service.rulebook.vocabulary import Purpose, Route

Code = Annotated[str, Field(min_length=1, max_length=32)]


class TextForm(Form):
    """A text to be classified and not kept."""

    subject: Subject
    facts: Facts
    request: Request | None = None
    problem_place: Address | None = None

    def submission(self) -> Submission:
        """What the classifier reads."""
        return Submission(self.subject, self.request or "", self.facts, self.problem_place or "")


class DecisionForm(Form):
    """A clerk's decision: the whole of it, since what is not changed is confirmed."""

    purpose: Annotated[Purpose, Field(strict=False)]
    content_class: Code
    division: Annotated[Code | None, Field(description="null where the petition names no place")]
    route: Annotated[Route, Field(strict=False)]
    organ: Code
    because: Annotated[Request, Field(description="the reason, as it will stand on record")]


def decision_of(form: DecisionForm, bureau: Bureau) -> Decision:
    """The decision, its codes checked against the bureau's data. Raises `InvalidContent`."""
    division = bureau.divisions.find(form.division) if form.division is not None else None
    faults = []
    if form.content_class not in bureau.content_classes:
        faults.append(_unknown("content_class", form.content_class, [one.code for one in bureau.content_classes]))
    if form.division is not None and division is None:
        faults.append(_unknown("division", form.division, []))
    if form.organ not in bureau.organs:
        faults.append(_unknown("organ", form.organ, [one.code for one in bureau.organs]))
    if faults:
        raise InvalidContent(tuple(faults))
    return Decision(
        form.purpose, form.content_class, division.code if division else None, form.route, form.organ, form.because
    )


def _unknown(field: str, given: str, known: list[str]) -> Fault:
    near = nearest(given, known)
    hints = {
        "suggestion_zh": f"是否指 {near}？" if near else "",
        "suggestion_en": f"Did you mean {near}? " if near else "",
    }
    return Fault(f"/{field}", "unknown_code", {"given": given, **hints})
