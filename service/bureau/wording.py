"""What the bureau says to a petitioner. A receipt says 已收到并登记 and never claims 受理 (domain §9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from service.bureau import documents
from service.bureau.documents import Entry

NEEDED = ("bureau_name", "number", "received_at", "next_step", "next_date", "article")
RECEIPT_FACTS = (*NEEDED, "registered_at", "subject")
STAGES = ("registered", "awaiting_clerk", "refusal_proposed", "referred", "disposed", "closed", "withdrawn")
STAGE_FACTS = ("number", "bureau_name", "organ", "date", "next_date")
REGISTERED = "已收到并登记"
ACCEPTED = "受理"
SAFE = ("不等于受理", "是否受理")  # the two ways to say the word without claiming the thing


@dataclass(frozen=True, slots=True)
class Wording:
    """The bureau's texts with their placeholders."""

    receipt_text: str
    progress_texts: Mapping[str, str]

    def receipt(self, **facts: str) -> str:
        """The text of the receipt (登记回执) with these facts; every placeholder of the text must be given."""
        return self.receipt_text.format_map(facts)

    def progress(self, stage: str, **facts: str) -> str:
        """The sentence that tells a petitioner where the petition stands."""
        return self.progress_texts[stage].format_map(facts)


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
        if fact not in _placeholders(receipt, "text"):
            raise receipt.broken("text", f"the placeholder {{{fact}}}")
    return Wording(text, {name: _checked(stage, name, STAGE_FACTS) for name in stages})


def _checked(entry: Entry, field: str, known: tuple[str, ...]) -> str:
    text = entry.text(field)
    for placeholder in _placeholders(entry, field):
        if placeholder not in known:
            raise entry.broken(field, "only the placeholders " + ", ".join(known))
    rest = text
    for phrase in SAFE:
        rest = rest.replace(phrase, "")
    if ACCEPTED in rest:
        raise entry.broken(field, f"no claim of {ACCEPTED}; only {' or '.join(SAFE)} may be said")
    return text


def _placeholders(entry: Entry, field: str) -> set[str]:
    try:
        parsed = tuple(Formatter().parse(entry.text(field)))
    except ValueError:
        raise entry.broken(field, "braces only around placeholders") from None
    if any(conversion or specification for _, _, specification, conversion in parsed):
        raise entry.broken(field, "placeholders without a format of their own")
    return {name for _, name, _, _ in parsed if name is not None}
