"""What a clerk or an organ may say. Codes and days are checked against the bureau's data by whoever carries it out."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from service.desk.forms import Day, Facts, Form, Request, Subject, whole
from service.desk.officers import OFFICER_PATTERN
from service.referral.answering import Closing, Opinion
from service.referral.dispose import Deciding, filed, guided, replied_directly
from service.referral.objecting import Objection
from service.referral.refuse import Refusal
from service.rulebook.handling_vocabulary import (
    Forum,
    Outcome,
    Procedure,
    ProofOfDelivery,
    ReferralKind,
    RefusalCode,
    Result,
)
from service.rulebook.sending import Target
from service.rulebook.urgency import Told
from service.rulebook.vocabulary import Route

Code = Annotated[str, Field(min_length=1, max_length=32)]
OfficerCode = Annotated[str, Field(pattern=OFFICER_PATTERN)]
Because = Annotated[Request, Field(description="the reason, as it will stand on record")]
_Claim = Annotated[int, Field(ge=1, le=10)]
_Days = Annotated[int, Field(ge=1, le=365)]
_Number = Annotated[str, Field(min_length=1, max_length=64)]


class TargetForm(Form):
    """To whom a petition, or one of its claims, goes."""

    organ: Code
    kind: Annotated[ReferralKind, Field(strict=False)]
    claim: Annotated[
        Annotated[_Claim, BeforeValidator(whole, json_schema_input_type=_Claim)] | None,
        Field(description="which claim of the classification, the first is 1; absent: the whole"),
    ] = None
    procedure: Annotated[Procedure, Field(strict=False)] = Procedure.ORDINARY
    report_on: Annotated[Day | None, Field(description="of an assignment: the day to report by")] = None

    def target(self) -> Target:
        """The target."""
        return Target(self.organ, self.kind, self.claim, self.procedure, self.report_on)


class ReferralsForm(Form):
    """Where a petition goes: to one organ, or claim by claim to several."""

    targets: Annotated[list[TargetForm], Field(min_length=1, max_length=10)]
    because: Because


class GuideForm(Form):
    """The petitioner is told which statutory channel is open, and where."""

    disposition: Literal["guide"]
    because: Because
    route: Annotated[Route, Field(strict=False, description="the statutory channel")]
    where_to_go: Annotated[Request, Field(description="where, in plain words")]

    def decided(self) -> Deciding:
        """The decision. Raises `ContentConflict` where the route is no other channel."""
        return guided(self.route, self.where_to_go, self.because)


class DirectReplyForm(Form):
    """The bureau answers by itself."""

    disposition: Literal["reply"]
    because: Because
    answer: Facts

    def decided(self) -> Deciding:
        """The decision."""
        return replied_directly(self.answer, self.because)


class FileForm(Form):
    """Filed without action (存)."""

    disposition: Literal["file"]
    because: Because

    def decided(self) -> Deciding:
        """The decision."""
        return filed(self.because)


# How the bureau ends its part without an organ that owes an answer. A refusal has a door of its own.
DispositionForm = Annotated[GuideForm | DirectReplyForm | FileForm, Field(discriminator="disposition")]


class RefusalForm(Form):
    """Why a petition is not accepted, and where its petitioner may go."""

    code: Annotated[RefusalCode, Field(strict=False)]
    because: Because
    where_to_go: Request
    earlier: Annotated[_Number | None, Field(description="the earlier petition that the reason rests on")] = None

    def refusal(self) -> Refusal:
        """The proposal."""
        return Refusal(self.code, self.because, self.where_to_go, self.earlier)


class VerdictForm(Form):
    """Yes or no, and why."""

    approved: bool
    because: Because


class BecauseForm(Form):
    """Why."""

    because: Because


class ReportForm(Form):
    """Who was told of an urgent petition."""

    told: Annotated[list[Annotated[Told, Field(strict=False)]], Field(min_length=1, max_length=len(Told))]


class RecusalForm(Form):
    """Who keeps away, and why."""

    officer: OfficerCode
    because: Because


class ObjectionForm(Form):
    """Why a matter is not the organ's own, on what basis, and whose it is (条例 23(3))."""

    because: Because
    basis: Request
    proposed_organ: Code

    def objection(self) -> Objection:
        """The objection."""
        return Objection(self.because, self.basis, self.proposed_organ)


class SettlementForm(Form):
    """How a dispute about competence was settled."""

    forum: Annotated[Forum, Field(strict=False)]
    here: Annotated[bool, Field(description="whether the organ keeps the matter")]
    because: Because


class ExtensionForm(Form):
    """By how long, why, and who approved it: the head of the organ (条例 34)."""

    days: Annotated[_Days, BeforeValidator(whole, json_schema_input_type=_Days)]
    because: Because
    approved_by: OfficerCode


class HearingForm(Form):
    """A hearing that was held."""

    held_on: Day
    minutes: Facts


class MediationForm(Form):
    """What came of a mediation that both sides consented to (条例 33)."""

    agreed: bool
    agreement: Facts


class ReplyForm(Form):
    """An opinion as 条例 32 wants it: request, facts and reasons, opinion, legal basis; and how to go on."""

    outcome: Annotated[Outcome, Field(strict=False)]
    request: Request
    facts_and_reasons: Facts
    opinion: Facts
    legal_basis: Request
    remedy: Request

    def replied(self) -> Opinion:
        """The opinion."""
        return Opinion(self.outcome, self.request, self.facts_and_reasons, self.opinion, self.legal_basis, self.remedy)


class DeliveryForm(Form):
    """Proof that the answer reached its petitioner."""

    delivered_on: Day
    proof: Annotated[ProofOfDelivery, Field(strict=False)]


class ClosingForm(Form):
    """What closing came to on the axes of 条例 27, and what is still to be done by when."""

    results: Annotated[list[Annotated[Result, Field(strict=False)]], Field(min_length=1, max_length=len(Result))]
    resolved: Annotated[bool, Field(description="whether the matter itself is resolved (化解), not only the procedure")]
    summary: Subject
    promised_until: Day | None = None

    def closing(self) -> Closing:
        """The closing."""
        return Closing(tuple(self.results), self.resolved, self.summary, self.promised_until)


class ExecutionForm(Form):
    """What was done of what was promised."""

    summary: Request
