"""The words of a petition: sealed as a whole, since a name may stand in any of them."""

from collections.abc import Callable, Mapping
from typing import Any

from asyncpg import Record
from cryptography.exceptions import InvalidTag

from service.register.vault import KeyUnknown
from service.rulebook.jurisdiction import Submission
from service.storage.statement import Secret
from service.storage.transaction import ReadTx

NAMES = ("subject", "request", "facts", "problem_place")
_READ = {"read_subject": "subject", "read_request": "request", "read_facts": "facts"}
KEPT = ("words", "read_words", *NAMES, *_READ)  # the columns that hold them
COLUMNS = ", ".join(KEPT)

Telling = Callable[[Record, ReadTx], Mapping[str, Any]]


def sealed(petition_id: int, words: Mapping[str, Any]) -> Secret:
    """The words with which it was registered."""
    return Secret(f"petition {petition_id}", dict(words))


def as_read(petition_id: int, words: Submission) -> Secret:
    """What a letter says, which was registered before it could be read."""
    return sealed_as_read(petition_id, {name: getattr(words, name) for name in _READ.values()})


def sealed_as_read(petition_id: int, words: Mapping[str, Any]) -> Secret:
    """The same, word by word."""
    return Secret(f"petition {petition_id} as read", dict(words))


def still_in_clear(row: Record) -> tuple[Secret | None, Secret | None]:
    """What of a row is not sealed yet: the words it was registered with, and those it was read with."""
    first = None if row["words"] is not None else sealed(row["id"], {name: row[name] for name in NAMES})
    if row["read_facts"] is None:
        return first, None
    return first, sealed_as_read(row["id"], {name: row[column] for column, name in _READ.items()})


def registered(row: Record, tx: ReadTx) -> Mapping[str, Any]:
    """The words that stood on it when it was registered, and that the receipt was signed for."""
    words: Mapping[str, Any] | None = tx.opened(f"petition {row['id']}", row["words"])
    return words or {name: row[name] for name in NAMES}


def as_signed_for(row: Record, tx: ReadTx) -> Mapping[str, Any]:
    """The same for an audit: what does not open, or has others beside it, is told as nothing that was signed for."""
    nothing = dict.fromkeys(NAMES, "")
    if row["words"] is not None and any(row[name] for name in NAMES):
        return nothing
    try:
        return registered(row, tx)
    except (InvalidTag, KeyUnknown):
        return nothing


def now(row: Record, tx: ReadTx) -> Mapping[str, Any]:
    """The words as they are read now."""
    later = tx.opened(f"petition {row['id']} as read", row["read_words"])
    if later is None and row["read_facts"] is not None:
        later = {name: row[column] for column, name in _READ.items()}
    return {**registered(row, tx), **(later or {})}
