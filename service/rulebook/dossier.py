"""A petition's dossier (卷宗): everything its figures depend on, and nothing else."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from service.rulebook.duties import Change
from service.rulebook.postings import Dimensions
from service.rulebook.replay import Happened
from service.rulebook.vocabulary import Purpose, Question, Route


@dataclass(frozen=True, slots=True)
class Registered:
    """How it came in."""

    on: date
    bureau: str
    channel: str
    people_count: int
    joint: bool


@dataclass(frozen=True, slots=True)
class Decided:
    """One version of the decision on jurisdiction; None is what it leaves to a clerk."""

    on: date
    by_machine: bool
    answers: dict[Question, str | None]
    accuses: bool
    is_open: bool = False  # it leaves something to a clerk

    @classmethod
    def made(
        cls, on: date, answers: Mapping[Question, str | None], left: Collection[str], *, by_machine: bool, accuses: bool
    ) -> "Decided":
        """A decision that leaves these questions to a clerk, whatever it would have answered."""
        known = {question: None if question in left else answer for question, answer in answers.items()}
        return cls(on, by_machine, known, accuses, bool(left))

    @property
    def is_confidential(self) -> bool:
        """Whether the ledger counts what it says as an accusation (30(3))."""
        return self.accuses or self.answers[Question.PURPOSE] == Purpose.ACCUSATION

    @property
    def is_accusation(self) -> bool:
        """Whether it must not be told: it accuses, or it goes the way that only accusations go (30(1))."""
        return self.is_confidential or self.answers[Question.ROUTE] == Route.DISCIPLINE


@dataclass(frozen=True, slots=True)
class Repeat:
    """Another item of the same person on the same matter, as a clerk has confirmed it, and when that came in."""

    registered_on: date
    earlier: bool


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is on record of one petition, each list the oldest first."""

    registered: Registered
    decisions: tuple[Decided, ...]
    history: tuple[Happened, ...]
    clocks: tuple[Change, ...]
    repeats: tuple[Repeat, ...] = ()

    @property
    def is_repeat(self) -> bool:
        """Whether it repeats an earlier one."""
        return any(one.earlier for one in self.repeats)

    @property
    def dimensions(self) -> Dimensions:
        """Under what it is counted, by the decision in force."""
        answers = self.decisions[-1].answers
        return Dimensions(
            bureau=self.registered.bureau,
            channel=self.registered.channel,
            content_class=answers[Question.CONTENT_CLASS],
            division=answers[Question.PLACE],
            organ=answers[Question.ORGAN],
            purpose=answers[Question.PURPOSE],
            route=answers[Question.ROUTE],
            repeat=self.is_repeat,
            joint=self.registered.joint,
            confidential=self.decisions[-1].is_confidential,
        )
