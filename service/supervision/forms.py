"""What a clerk says in supervising, and an organ in answering. Codes and numbers are checked by whoever records it."""

from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints

from service.desk.forms import Day, Facts, Form, Request, Subject, whole
from service.desk.officers import OFFICER_PATTERN
from service.rulebook.supervising import Adoption, LeaderRole, Means, SuggestionKind, SupervisionKind, SupervisionStep
from service.supervision.plans import Plan
from service.supervision.step import Said

Code = Annotated[str, Field(min_length=1, max_length=32)]
OfficerCode = Annotated[str, Field(pattern=OFFICER_PATTERN, description="a staff number, never a name")]
PetitionNumber = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Numbers = Annotated[list[PetitionNumber], Field(max_length=200)]
Because = Annotated[Request, Field(description="the reason, as it will stand on record")]
_Ordinal = Annotated[int, Field(ge=1, le=1_000)]
Ordinal = Annotated[_Ordinal, BeforeValidator(whole, json_schema_input_type=_Ordinal)]
_Count = Annotated[int, Field(ge=0, le=100_000)]
Count = Annotated[_Count, BeforeValidator(whole, json_schema_input_type=_Count)]
_Nth = Annotated[int, Field(ge=1, le=100)]
Nth = Annotated[_Nth, BeforeValidator(whole, json_schema_input_type=_Nth)]
Role = Annotated[LeaderRole, Field(strict=False)]


class UrgeForm(Form):
    """An organ is urged in a matter that it has (催办)."""

    number: PetitionNumber
    referral: Ordinal
    because: Because

    def plan(self) -> Plan:
        """The urge."""
        return Plan(SupervisionKind.URGE, {"because": self.because}, self.number, self.referral)


class CaseForm(Form):
    """A matter is put under supervision (督办): why, by which means, to be reported on by when."""

    number: PetitionNumber
    referral: Ordinal | None = None
    trigger: Annotated[Code | None, Field(description="the detector that proposed it")] = None
    means: Annotated[list[Annotated[Means, Field(strict=False)]], Field(min_length=1, max_length=len(Means))]
    because: Because
    due_on: Day

    def plan(self) -> Plan:
        """The case."""
        facts = {"because": self.because, "means": [*self.means], "trigger": self.trigger}
        return Plan(SupervisionKind.CASE, facts, self.number, self.referral, due_on=self.due_on)


class SuggestionForm(Form):
    """One of the three suggestions (三项建议) to an organ, which has to answer in writing (40(4))."""

    suggests: Annotated[SuggestionKind, Field(strict=False)]
    organ: Code
    text: Facts
    number: Annotated[PetitionNumber | None, Field(description="the petition that led to it, if it was one")] = None

    def plan(self) -> Plan:
        """The suggestion."""
        facts = {"suggests": self.suggests, "text": self.text}
        return Plan(SupervisionKind.SUGGESTION, facts, self.number, organ=self.organ, organs={"/organ": [self.organ]})


class InspectionForm(Form):
    """An inspection on the spot (实地督查): what for, at which organ, which petitions are looked at."""

    task: Request
    organ: Code | None = None
    numbers: Annotated[Numbers, Field(default_factory=list)]

    def plan(self) -> Plan:
        """The inspection."""
        organs = {"/organ": [self.organ]} if self.organ else {}
        return Plan(
            SupervisionKind.INSPECTION,
            {"task": self.task},
            organ=self.organ,
            numbers={"numbers": self.numbers},
            organs=organs,
        )


class BulletinForm(Form):
    """A bulletin (通报) on organs."""

    subject: Subject
    text: Facts
    organs: Annotated[list[Code], Field(max_length=50, default_factory=list)]
    numbers: Annotated[Numbers, Field(default_factory=list)]

    def plan(self) -> Plan:
        """The bulletin."""
        facts = {"subject": self.subject, "text": self.text, "organs": self.organs}
        named = {f"/organs/{at}": [organ] for at, organ in enumerate(self.organs)}
        return Plan(SupervisionKind.BULLETIN, facts, numbers={"numbers": self.numbers}, organs=named)


class ReceptionForm(Form):
    """A leader's reception of visitors (接访): who by role, when, 批次 and 人次, what was heard and taken up."""

    held_on: Day
    role: Role
    leader: OfficerCode
    batches: Count
    people: Count
    numbers: Annotated[Numbers, Field(default_factory=list, description="the petitions that were heard")]
    supervised: Annotated[Numbers, Field(default_factory=list, description="those that the leader supervises")]

    def plan(self) -> Plan:
        """The reception."""
        facts = {"role": self.role, "leader": self.leader, "batches": self.batches, "people": self.people}
        numbers = {"numbers": self.numbers, "supervised": self.supervised}
        return Plan(SupervisionKind.RECEPTION, facts, held_on=self.held_on, numbers=numbers)


class CareForm(Form):
    """A leader takes a petition upon himself (包案), with the duties that the bureau's list names."""

    number: PetitionNumber
    role: Role
    leader: OfficerCode
    due_on: Day | None = None

    def plan(self) -> Plan:
        """Taking it on."""
        facts = {"role": self.role, "leader": self.leader}
        return Plan(SupervisionKind.CARE, facts, self.number, due_on=self.due_on)


class ReportForm(Form):
    """What was reported or found; of an inspection also by when it is to be put right, of 包案 which duty it is on."""

    text: Facts
    rectify_on: Day | None = None
    duty: Annotated[Nth | None, Field(description="of 包案: the how-manieth duty of its list")] = None

    def said(self) -> Said:
        """The report."""
        facts: dict[str, object] = {"report": self.text}
        if self.duty is not None:
            facts["duty"] = self.duty
        if self.rectify_on is not None:
            facts["rectify_on"] = self.rectify_on
        return Said(SupervisionStep.REPORT, facts, self.rectify_on)


class AnswerForm(Form):
    """Whether a suggestion is adopted, and the reasons (40(4))."""

    adoption: Annotated[Adoption, Field(strict=False)]
    reasons: Facts

    def said(self) -> Said:
        """The answer."""
        return Said(SupervisionStep.ANSWER, {"adoption": self.adoption, "reasons": self.reasons})


class ClosingForm(Form):
    """What came of it."""

    result: Facts

    def said(self) -> Said:
        """The closing."""
        return Said(SupervisionStep.CLOSE, {"result": self.result})
