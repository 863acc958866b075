"""What a clerk may decide about what belongs together."""

from typing import Annotated, Literal

from pydantic import Field

from service.desk.forms import Form, Request
from service.matters.decide import Decision
from service.rulebook.vocabulary import Relation, Suspicion

Verdict = Literal["confirmed", "rejected"]
Because = Annotated[Request, Field(description="the reason, as it will stand on record")]


class RelationForm(Form):
    """Whether two petitions belong together, and how."""

    relation: Annotated[Relation, Field(strict=False)]
    decision: Verdict
    because: Because

    def decided(self) -> Decision:
        """The decision."""
        return Decision(self.relation, Suspicion(self.decision), self.because)


class ResolutionForm(Form):
    """That a mass issue has been resolved, and by what."""

    because: Because


class VerdictForm(Form):
    """Whether a mass issue is one, or whether a petition belongs to it."""

    decision: Verdict
    because: Because

    def suspicion(self) -> Suspicion:
        """The decision as it is kept."""
        return Suspicion(self.decision)
