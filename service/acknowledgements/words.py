"""The words of a notice, opened from their seal."""

from datetime import datetime
from typing import Any

from service.acknowledgements.letter import Letter, Part
from service.acknowledgements.notices import Notice, Words
from service.register.vault import Vault
from service.rulebook.vocabulary import NoticeKind


def of(notice: Notice, vault: Vault) -> Words:
    """What a notice says. A receipt of an earlier release has its text only."""
    if notice.sealed is None:
        return Words({}, {}, notice.content or "", "")
    return Words(**vault.open(notice.serial, notice.sealed))


def letter_of(words: Words) -> Letter:
    """The letter as it was composed."""
    fields: dict[str, Any] = dict(words.letter)
    fields["parts"] = tuple(Part(**part) for part in fields["parts"])
    fields["issued_at"] = datetime.fromisoformat(fields["issued_at"])
    return Letter(**{**fields, "kind": NoticeKind(fields["kind"])})
