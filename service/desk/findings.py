"""How a classification is shown: five findings with labels, reasons and the words that led to them.

Typed dictionaries: the contract is as strict as a model's, and building one costs nothing on the way of an intake.
"""

from collections.abc import Iterable
from datetime import date, datetime
from functools import partial
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from service.bureau.load import Bureau
from service.desk.kit import ZONE
from service.register import classifications
from service.register.classifications import Classification
from service.rulebook.jurisdiction import Claim, Finding, Reason, Span, Submission
from service.rulebook.vocabulary import Purpose, Question, Route, TextField


class EvidenceOut(TypedDict):
    """Words of the petition: code points of the field, end exclusive."""

    field: TextField
    start: int
    end: int
    text: str


class ReasonOut(TypedDict):
    """Why."""

    rule: Annotated[str, Field(examples=["subject:property_service"])]
    because: str
    article: Annotated[str, Field(examples=["信访工作条例 31(5)"])]
    evidence: list[EvidenceOut]


class CandidateOut(TypedDict):
    """A possible answer."""

    code: str
    label: str
    probability: Annotated[float, Field(ge=0, le=1)]


class FindingOut(TypedDict):
    """The answer to one question. `open`: a clerk has to decide."""

    answer: str | None
    label: str | None
    confidence: Annotated[float, Field(ge=0, le=1)]
    open: bool
    candidates: list[CandidateOut]
    reasons: list[ReasonOut]


class ClaimOut(TypedDict):
    """One of several matters of a petition. `accusation`: for who investigates; no other claim has its words."""

    summary: Annotated[str | None, Field(description="a clerk's own words; null where a machine found the claim")]
    accusation: bool
    words: Annotated[list[EvidenceOut], Field(description="what of the petition is about this claim")]
    content_class: FindingOut
    route: FindingOut
    organ: FindingOut


class ClassificationOut(TypedDict):
    """A decision on jurisdiction. A machine's is a suggestion, never a refusal (条例 43, PIPL 24)."""

    version: int
    made_by: Annotated[str, Field(description="`machine` or `clerk`")]
    made_at: datetime
    needs_clerk: bool
    open_questions: list[Question]
    purpose: FindingOut
    content_class: FindingOut
    place: FindingOut
    route: FindingOut
    organ: FindingOut
    claims: Annotated[list[ClaimOut], Field(description="empty for one matter; else two or more, the main one first")]
    model_version: str | None
    rules_version: str


def shown(made: Classification, submission: Submission, bureau: Bureau, on: date) -> ClassificationOut:
    """The decision in the words of the bureau, as they were on the day of registration."""
    found = {
        question: _finding(question, finding, submission, bureau, on) for question, finding in made.findings.items()
    }
    return ClassificationOut(
        version=made.version,
        made_by="machine" if made.made_by == classifications.MACHINE else "clerk",
        made_at=made.made_at.astimezone(ZONE),
        needs_clerk=bool(made.open_questions),
        open_questions=list(made.open_questions),
        purpose=found[Question.PURPOSE],
        content_class=found[Question.CONTENT_CLASS],
        place=found[Question.PLACE],
        route=found[Question.ROUTE],
        organ=found[Question.ORGAN],
        claims=[_claim(claim, submission, bureau, on) for claim in made.claims],
        model_version=made.model_version,
        rules_version=made.rules_version,
    )


def label(question: Question, code: str, bureau: Bureau, on: date) -> str:
    """What a code is called on a day. A code that the present data no longer knows is its own label."""
    match question:
        case Question.PURPOSE:
            return bureau.labels.of(Purpose(code)).zh
        case Question.ROUTE:
            return bureau.labels.of(Route(code)).zh
        case Question.CONTENT_CLASS:
            return bureau.content_classes.path(code, on) if code in bureau.content_classes else code
        case Question.PLACE:
            return bureau.divisions.path(code) if code in bureau.divisions else code
        case Question.ORGAN:
            return bureau.organs.called(code)


def _finding(question: Question, finding: Finding, submission: Submission, bureau: Bureau, on: date) -> FindingOut:
    called = partial(label, question, bureau=bureau, on=on)
    return FindingOut(
        answer=finding.answer,
        label=called(finding.answer) if finding.answer else None,
        confidence=round(finding.confidence, 4),
        open=finding.open,
        candidates=[
            CandidateOut(code=one.code, label=called(one.code), probability=round(one.probability, 4))
            for one in finding.candidates
        ],
        reasons=[_reason(reason, submission) for reason in finding.reasons],
    )


def _claim(claim: Claim, submission: Submission, bureau: Bureau, on: date) -> ClaimOut:
    return ClaimOut(
        summary=claim.summary or None,
        accusation=claim.accusation,
        words=_words(claim.spans, submission),
        content_class=_finding(Question.CONTENT_CLASS, claim.content_class, submission, bureau, on),
        route=_finding(Question.ROUTE, claim.route, submission, bureau, on),
        organ=_finding(Question.ORGAN, claim.organ, submission, bureau, on),
    )


def _reason(reason: Reason, submission: Submission) -> ReasonOut:
    evidence = _words(reason.evidence, submission)
    return ReasonOut(rule=reason.rule, because=reason.because, article=reason.article, evidence=evidence)


def _words(spans: Iterable[Span], submission: Submission) -> list[EvidenceOut]:
    return [
        EvidenceOut(
            field=span.field, start=span.start, end=span.end, text=submission.text(span.field)[span.start : span.end]
        )
        for span in spans
    ]
