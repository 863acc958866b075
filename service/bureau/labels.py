"""The Chinese and English word for every value of every closed set that leaves the service."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from service.bureau.tables import BrokenReference, rows
from service.rulebook.counting import Counted, DayKind
from service.rulebook.detecting import Sign
from service.rulebook.handling_vocabulary import (
    Disposition,
    Forum,
    Outcome,
    Procedure,
    ProofOfDelivery,
    RatingState,
    ReferralKind,
    ReferralStage,
    ReferralStep,
    RefusalCode,
    Result,
    ReviewLevel,
    ReviewOutcome,
    ReviewStage,
    ReviewStep,
    Satisfaction,
)
from service.rulebook.measures import Measure, Resolution, Urging
from service.rulebook.supervising import (
    Adoption,
    LeaderRole,
    Means,
    SuggestionKind,
    SupervisionKind,
    SupervisionStage,
    SupervisionStep,
)
from service.rulebook.terms import Clock, Unit
from service.rulebook.vocabulary import (
    AccessKind,
    Addressee,
    AlertKind,
    Channel,
    DeadlineStep,
    DeliveryState,
    EventKind,
    IdentityCheck,
    MessageKind,
    NoticeKind,
    Purpose,
    Question,
    Relation,
    RevealField,
    RevealPurpose,
    Route,
    Stage,
    Step,
    Suspicion,
    TextField,
)

COLUMNS = ("enum", "value", "zh", "en")
LABELLED: tuple[type[StrEnum], ...] = (
    *(Channel, Purpose, Route, Question, TextField, Clock),
    *(Stage, Step, ReferralKind, Disposition, RefusalCode, Procedure, ReferralStage, ReferralStep, Forum),
    *(Outcome, Result, ProofOfDelivery, ReviewLevel, ReviewStage, ReviewStep, ReviewOutcome),
    *(Satisfaction, RatingState),
    *(IdentityCheck, EventKind, Relation, Suspicion, NoticeKind, Addressee, Measure, Resolution, Urging),
    *(MessageKind, DeliveryState, AlertKind, DeadlineStep, DayKind, Counted, Unit),
    *(SupervisionKind, SupervisionStage, SupervisionStep, Means, SuggestionKind, Adoption, LeaderRole, Sign),
    *(RevealPurpose, RevealField, AccessKind),
)


@dataclass(frozen=True, slots=True)
class Label:
    """One value in the two languages of the interface."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels by closed set and value."""

    by_value: Mapping[tuple[str, str], Label]

    def of(self, value: StrEnum) -> Label:
        """The label of a value; `load` has made sure that each has one."""
        return self.by_value[type(value).__name__, value.value]

    def of_enum(self, enum: str) -> dict[str, Label]:
        """The labels of one closed set in the order of the file."""
        return {value: label for (name, value), label in self.by_value.items() if name == enum}


def load(path: Path, enums: tuple[type[StrEnum], ...] = LABELLED) -> Labels:
    """Read the labels; every value of every closed set has one, and nothing else has."""
    wanted = {enum.__name__: {member.value for member in enum} for enum in enums}
    found: dict[tuple[str, str], Label] = {}
    for row in rows(path, COLUMNS):
        enum = row.one_of("enum", wanted)
        value = row.one_of("value", sorted(wanted[enum]))
        if (enum, value) in found:
            raise row.broken("value", "a value that no earlier line labels")
        found[enum, value] = Label(row.text("zh"), row.text("en"))
    for enum, values in wanted.items():
        for value in sorted(values):
            if (enum, value) not in found:
                raise BrokenReference(path.name, 1, "value", f"a line for {enum} {value}")
    return Labels(found)
