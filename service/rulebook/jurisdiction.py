"""What a classification is made of: five questions, each with its answer, its confidence and its reasons.

A machine's answer is a suggestion (PIPL 24): below its threshold a question stays open and a clerk decides.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from service.rulebook.vocabulary import Question, TextField


@dataclass(frozen=True, slots=True)
class Submission:
    """What the classifier may read of a petition: its words and the place it names, never who wrote it."""

    subject: str
    request: str
    facts: str
    problem_place: str = ""
    division_code: str | None = None  # stated by the portal, already known to be in the register of divisions
    people_count: int = 1
    joint: bool = False

    def text(self, field: TextField) -> str:
        """The words of one field, as written."""
        return str(getattr(self, field.value))


@dataclass(frozen=True, slots=True)
class Span:
    """Where in the petition the evidence stands: code points, end exclusive, of the text as the petitioner wrote it."""

    field: TextField
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible answer and how probable it is (0 to 1)."""

    code: str
    probability: float


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: which rule or model spoke, what it says in plain Chinese, its article, the words it read."""

    rule: str
    because: str
    article: str
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one question. `answer` is the best candidate, or None where nothing in the petition speaks to it.

    `open` says that a clerk has to decide: nothing was found that must be found, or the confidence is below the
    threshold in force.
    """

    answer: str | None
    confidence: float
    open: bool
    candidates: tuple[Candidate, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def chances(self) -> dict[str, float]:
        """The probability of each candidate by its code."""
        return {each.code: each.probability for each in self.candidates}


@dataclass(frozen=True, slots=True)
class Claim:
    """One of several matters of a petition: the words that are about it, and where it belongs.

    `accusation` marks a claim that is itself an accusation: only who investigates may read it (条例 30(3)). No other
    claim holds words that accuse.
    """

    spans: tuple[Span, ...]
    accusation: bool
    content_class: Finding
    route: Finding
    organ: Finding
    summary: str = ""  # a clerk's own words; a machine gives none


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """The five findings with the versions of what made them, and the claims where there are several, the main first."""

    purpose: Finding
    content_class: Finding
    place: Finding
    route: Finding
    organ: Finding
    model_version: str
    rules_version: str
    claims: tuple[Claim, ...] = ()
    accused: tuple[str, ...] = ()

    def findings(self) -> Iterator[tuple[Question, Finding]]:
        """Each question with its finding, in the order in which they are decided."""
        for question in Question:
            yield question, getattr(self, question.value)

    @property
    def unsure_of(self) -> tuple[Question, ...]:
        """The questions that a clerk has to decide; empty where the machine's suggestion can stand."""
        return tuple(question for question, finding in self.findings() if finding.open)
