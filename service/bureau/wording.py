"""What the bureau says to a petitioner. A receipt says 已收到并登记 and never claims 受理 (domain §9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from service.bureau import documents
from service.bureau.documents import Entry
from service.bureau.texts import claims_nothing, placeholders
from service.rulebook.handling_vocabulary import Disposition, ReferralStage, ReviewStage

T = TypeVar("T", bound=StrEnum)

NEEDED = ("bureau_name", "number", "received_at", "next_step", "next_date", "article")
RECEIPT_FACTS = (*NEEDED, "registered_at", "subject")
STAGES = ("registered", "awaiting_clerk", "refusal_proposed", "referred", "disposed", "closed", "withdrawn")
STAGE_FACTS = ("number", "bureau_name", "organ", "date", "next_date")
ORGAN_FACTS = ("organ", "date")
REGISTERED = "已收到并登记"
# Who has accepted, and who has refused, says so: only there the word is the fact.
SAYS_ACCEPTED = frozenset((ReferralStage.ACCEPTED, Disposition.REFUSE, Disposition.REFUSE_FURTHER))


@dataclass(frozen=True, slots=True)
class Wording:
    """The bureau's texts with their placeholders."""

    receipt_text: str
    progress_texts: Mapping[str, str]
    matter_texts: Mapping[ReferralStage, str]
    review_texts: Mapping[ReviewStage, str]
    disposition_texts: Mapping[Disposition, str]

    def receipt(self, **facts: str) -> str:
        """The text of the receipt (登记回执) with these facts; every placeholder of the text must be given."""
        return self.receipt_text.format_map(facts)

    def progress(self, stage: str, **facts: str) -> str:
        """The sentence that tells a petitioner where the petition stands."""
        return self.progress_texts[stage].format_map(facts)

    def matter(self, stage: ReferralStage, *, organ: str, date: str) -> str:
        """The sentence that tells a petitioner where a matter stands at an organ, since which day."""
        return self.matter_texts[stage].format_map({"organ": organ, "date": date})

    def review(self, stage: ReviewStage, *, organ: str, date: str) -> str:
        """The sentence that tells a petitioner where a review stands, since which day."""
        return self.review_texts[stage].format_map({"organ": organ, "date": date})

    def disposition(self, disposition: Disposition) -> str:
        """The sentence that tells a petitioner how the bureau has ended its part."""
        return self.disposition_texts[disposition]


def load(path: Path, stages: tuple[str, ...] = STAGES) -> Wording:
    """Read the texts; a placeholder nobody fills, a missing one, or a claim of 受理 stops the start."""
    document = documents.read(path)
    receipt, stage = document.section("receipt"), document.section("stage")
    receipt.only(("text",))
    stage.only(stages)
    text = _checked(receipt, "text", RECEIPT_FACTS)
    if REGISTERED not in text:
        raise receipt.broken("text", f"the words {REGISTERED}")
    for fact in NEEDED:
        if fact not in placeholders(receipt, "text"):
            raise receipt.broken("text", f"the placeholder {{{fact}}}")
    return Wording(
        text,
        {name: _checked(stage, name, STAGE_FACTS) for name in stages},
        _each(document.section("matter"), ReferralStage, ORGAN_FACTS),
        _each(document.section("review"), ReviewStage, ORGAN_FACTS),
        _each(document.section("disposition"), Disposition, ()),
    )


def _each(entry: Entry, values: type[T], known: tuple[str, ...]) -> dict[T, str]:
    """A text for every value of a closed set, and for nothing else."""
    entry.only(values)
    return {one: _checked(entry, one, known, accepted=one in SAYS_ACCEPTED) for one in values}


def _checked(entry: Entry, field: str, known: tuple[str, ...], *, accepted: bool = False) -> str:
    text = entry.text(field)
    for placeholder in placeholders(entry, field):
        if placeholder not in known:
            raise entry.broken(field, "only the placeholders " + ", ".join(known))
    if not accepted:
        claims_nothing(entry, field)
    return text
