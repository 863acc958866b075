"""What is to be opened: of which kind, about what, in which words, and what the petition's history and organ hear."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from service.rulebook.supervising import SupervisionKind
from service.rulebook.vocabulary import EventKind, MessageKind

NUMBERS = ("numbers", "supervised")  # the fields of its facts that name petitions


@dataclass(frozen=True, slots=True)
class Plan:
    """One act of supervision as somebody wants it.

    `number` and `referral` are its petition and matter; `numbers` further petitions that it speaks of, by the field of
    `facts` that names them. `organs` are checked and, where there is one receiver, `organ` is it.
    """

    kind: SupervisionKind
    facts: Mapping[str, Any]
    number: str | None = None
    referral: int | None = None
    organ: str | None = None
    due_on: date | None = None
    held_on: date | None = None  # of what is entered later than it was
    numbers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    organs: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def event(self) -> EventKind:
        """How the history of its petitions calls it."""
        return EventKind.URGED if self.kind is SupervisionKind.URGE else EventKind.SUPERVISED

    @property
    def tells(self) -> MessageKind:
        """How the organ that has the matter hears of it."""
        if self.kind is SupervisionKind.URGE:
            return MessageKind.REFERRAL_URGED
        return MessageKind.REFERRAL_SUPERVISED

    @property
    def supervised(self) -> Sequence[str]:
        """The further petitions in whose history it stands: what was sampled or taken up, not what is only named."""
        part = {SupervisionKind.INSPECTION: "numbers", SupervisionKind.RECEPTION: "supervised"}.get(self.kind)
        return self.numbers.get(part, ()) if part else ()
