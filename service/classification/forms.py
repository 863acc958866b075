"""What a portal may ask about and what a clerk may decide."""

from typing import Annotated

from pydantic import Field

from service.classification.correct import Decision
from service.desk.forms import Address, Facts, Form, Request, Subject
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

    def decision(self) -> Decision:
        """The decision; whether its codes exist is for the one who carries it out to see."""
        return Decision(self.purpose, self.content_class, self.division, self.route, self.organ, self.because)
