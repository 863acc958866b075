"""What a petitioner asks for, and what the organ above says of it."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from service.desk.forms import Day, Facts, Form, Request, whole
from service.review.deciding import Verdict
from service.rulebook.handling_vocabulary import ProofOfDelivery, ReviewOutcome

_Ordinal = Annotated[int, Field(ge=1, le=9_999)]
_Days = Annotated[int, Field(ge=1, le=60)]


class ReviewRequestForm(Form):
    """Which answer is to be reviewed, and why."""

    referral: Annotated[
        Annotated[_Ordinal, BeforeValidator(whole, json_schema_input_type=_Ordinal)],
        Field(description="the matter whose answer is not accepted, as in `matters`"),
    ]
    request: Facts


class ReviewHearingForm(Form):
    """A hearing that was held, and how many days it took."""

    held_on: Day
    days: Annotated[_Days, BeforeValidator(whole, json_schema_input_type=_Days)]
    minutes: Facts


class ReviewDecisionForm(Form):
    """A 复查 or 复核意见, in writing (条例 35(2), 36(2))."""

    outcome: Annotated[ReviewOutcome, Field(strict=False)]
    facts_and_reasons: Facts
    opinion: Facts
    legal_basis: Request
    remedy: Annotated[
        Request, Field(description="how the petitioner may go on; after 复核 that the procedure has ended")
    ]

    def verdict(self) -> Verdict:
        """The opinion."""
        return Verdict(self.outcome, self.facts_and_reasons, self.opinion, self.legal_basis, self.remedy)


class ReviewDeliveryForm(Form):
    """Proof that the opinion reached its petitioner."""

    delivered_on: Day
    proof: Annotated[ProofOfDelivery, Field(strict=False)]
