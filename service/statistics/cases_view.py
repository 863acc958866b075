"""How the cases of a figure are shown, and what binds the bureau to them."""

from datetime import datetime

from pydantic import BaseModel, Field

from service.desk.kit import ZONE, Desk
from service.statistics import cases
from service.statistics.answer import Reading
from service.statistics.cases import Page
from service.statistics.question import Question
from service.statistics.written import written


class CaseOut(BaseModel):
    """One case and how much it has in the figure.

    Of an average and a percentile `numerator` adds up days, `denominator` counts, and `days` says how often each.
    """

    kind: str = Field(description="petition, supervision, mass_issue or recount")
    case: str = Field(description="a petition's number; of anything else its id")
    numerator: int
    denominator: int | None
    second: int | None = Field(description="of a product: what it has in the second share")
    days: dict[str, int]


class AskedOut(BaseModel):
    """The question as it is committed to."""

    indicator: str
    definition_version: int
    from_: str | None = Field(alias="from")
    to: str
    by: str
    filters: dict[str, str]
    window: int | None
    counted_for: str = Field(description="all, or openly: without accusations and what nobody has decided yet")


class CasesOut(BaseModel):
    """Some cases of a figure. All pages together make numerator and denominator, and open the commitment."""

    question: AskedOut
    as_of: datetime
    nonce: str
    cases: list[CaseOut]


class CommitmentOut(BaseModel):
    """What binds the bureau to a list without showing it."""

    question: AskedOut
    as_of: datetime
    algorithm: str = "SHA-256 over RFC 8785 JSON of {as_of, cases, nonce, question}"
    commitment: str


def cases_out(question: Question, read: Reading, page: Page, desk: Desk) -> CasesOut:
    """A page of cases."""
    return CasesOut(
        question=AskedOut.model_validate(written(question)),
        as_of=read.as_of.astimezone(ZONE),
        nonce=cases.nonce(question, read, desk=desk),
        cases=[CaseOut.model_validate(cases.entry(one)) for one in page.cases],
    )


def commitment_out(question: Question, read: Reading, commitment: str) -> CommitmentOut:
    """A commitment."""
    return CommitmentOut(
        question=AskedOut.model_validate(written(question)),
        as_of=read.as_of.astimezone(ZONE),
        commitment=commitment,
    )
