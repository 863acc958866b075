"""What a portal may ask about and what a clerk may decide."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from service.classification.decision import DecidedClaim, Decision
from service.desk.forms import Address, Facts, Form, Request, Subject, whole
from service.rulebook.jurisdiction import Span, Submission
from service.rulebook.vocabulary import Purpose, Route, TextField

MOST_CLAIMS = 10
MOST_WORDS = 50  # stretches of one claim
LONGEST_FIELD = 20_000  # code points, as in `desk/forms.py`

_Position = Annotated[int, Field(ge=0, le=LONGEST_FIELD)]
Position = Annotated[_Position, BeforeValidator(whole, json_schema_input_type=_Position)]
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


class WordsForm(Form):
    """Words of the petition, as a classification shows them."""

    field: Annotated[TextField, Field(strict=False)]
    start: Annotated[Position, Field(description="code points, the first is 0")]
    end: Annotated[Position, Field(description="exclusive")]


class ClaimForm(Form):
    """One of several claims: its words, a summary, or both."""

    summary: Annotated[Subject | None, Field(description="the claim in the clerk's own words")] = None
    words: Annotated[list[WordsForm], Field(default_factory=list, max_length=MOST_WORDS)]
    content_class: Code
    route: Annotated[Route, Field(strict=False)]
    organ: Code

    def claim(self) -> DecidedClaim:
        """The claim; whether its codes and words exist is for the one who carries it out to see."""
        spans = tuple(Span(each.field, each.start, each.end) for each in self.words)
        return DecidedClaim(spans, self.summary or "", self.content_class, self.route, self.organ)


class DecisionForm(Form):
    """A clerk's decision: the whole of it, since what is not changed is confirmed."""

    purpose: Annotated[Purpose, Field(strict=False)]
    content_class: Code
    division: Annotated[Code | None, Field(description="null where the petition names no place")]
    route: Annotated[Route, Field(strict=False)]
    organ: Code
    because: Annotated[Request, Field(description="the reason, as it will stand on record")]
    claims: Annotated[
        list[ClaimForm] | None,
        Field(min_length=2, max_length=MOST_CLAIMS, description="absent or null: one matter; else the main one first"),
    ] = None
    accused: Annotated[
        list[Code] | None,
        Field(max_length=20, description="organs it accuses, which may never receive it (30(3)); absent: as before"),
    ] = None

    def decision(self) -> Decision:
        """The decision; whether its codes exist is for the one who carries it out to see."""
        claims = tuple(claim.claim() for claim in self.claims or ())
        accused = None if self.accused is None else tuple(dict.fromkeys(self.accused))
        answers = (self.purpose, self.content_class, self.division, self.route, self.organ)
        return Decision(*answers, self.because, claims, accused)
