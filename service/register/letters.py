"""Letters on the record: what the desk noted, and what each says, version by version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from asyncpg import Record

from service.register.vault import Vault
from service.storage.sight import Sight, seen
from service.storage.statement import Secret, Write
from service.storage.transaction import ReadTx

ONE_PER_CONTENT = "one_letter_a_content"

ENTER = """
INSERT INTO letter (petition_id, received_on, postmarked_on, barcode, sealed, pages, content_sha256, again)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""

OF_PETITION = """
SELECT petition_id, received_on, postmarked_on, barcode, addressee, sealed, pages, content_sha256, again
FROM letter WHERE petition_id = $1
"""

WITH_CONTENT = """
SELECT number FROM letter JOIN petition ON petition.id = petition_id
WHERE letter.content_sha256 = $1 ORDER BY petition_id LIMIT 1
"""

KEEP_TEXT = """
INSERT INTO letter_text (petition_id, version, made_at, made_by, confidence, doubtful, key_id, sealed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""

TEXTS = """
SELECT version, made_at, made_by, confidence, doubtful, sealed FROM letter_text WHERE petition_id = $1 ORDER BY version
"""

DOUBTFUL = f"""
SELECT petition.id, petition.number, petition.due_on, letter.received_on, letter.pages, confidence
FROM letter_text JOIN petition ON petition.id = letter_text.petition_id JOIN letter ON letter.petition_id = petition.id
WHERE doubtful AND stage <> 'withdrawn' AND (due_on, petition.id) > ($1, $2) AND {seen("petition.id", "$4")}
    AND NOT EXISTS (SELECT FROM letter_text AS later
                    WHERE later.petition_id = letter_text.petition_id AND later.version > letter_text.version)
ORDER BY due_on, petition.id LIMIT $3
"""  # noqa: S608 - the only thing put in is a constant condition


@dataclass(frozen=True, slots=True)
class Letter:
    """What the desk noted of a letter. `pages` counts its files; 0 where the text was typed."""

    petition_id: int
    received_on: date
    postmarked_on: date | None
    barcode: str | None
    addressee: str | None
    pages: int
    content_sha256: bytes
    again: bool


@dataclass(frozen=True, slots=True)
class LetterText:
    """What a letter says as one reader read it: its words, the pages as they were read, what is proposed of it."""

    version: int
    made_at: datetime
    made_by: str
    confidence: float
    doubtful: bool
    words: Mapping[str, str]
    pages: Sequence[Mapping[str, Any]] = ()
    proposed: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter that waits for a clerk's transcript."""

    petition_id: int
    number: str
    due_on: date
    received_on: date
    pages: int
    confidence: float


def enter(letter: Letter) -> Write:
    """Put a letter on record. Raises `AlreadyThere(ONE_PER_CONTENT)` where the same one is, unless it came again."""
    told = {name: getattr(letter, name) for name in Letter.__slots__}
    if letter.addressee is not None:
        told["addressee"] = Secret(_addressee_of(letter.petition_id), letter.addressee)
    return Write(ENTER, tuple(told.values()))


def keep_text(petition_id: int, text: LetterText, vault: Vault) -> Write:
    """Record what a letter says by one reading."""
    content = {"words": dict(text.words), "pages": list(text.pages), "proposed": text.proposed}
    sealed = vault.seal(_owner(petition_id, text.version), content)
    made = (text.version, text.made_at, text.made_by, text.confidence, text.doubtful)
    return Write(KEEP_TEXT, (petition_id, *made, vault.key_id, sealed))


async def of(tx: ReadTx, petition_id: int) -> Letter | None:
    """What the desk noted of this petition, where it is a letter."""
    row = await tx.row(OF_PETITION, petition_id)
    if row is None:
        return None
    told = dict(row)
    told["addressee"] = tx.opened(_addressee_of(petition_id), told.pop("sealed")) or told["addressee"]
    return Letter(**told)


async def with_content(tx: ReadTx, content_sha256: bytes) -> str | None:
    """The number of the letter that has this content."""
    number: str | None = await tx.value(WITH_CONTENT, content_sha256)
    return number


async def texts(tx: ReadTx, petition_id: int, vault: Vault) -> list[LetterText]:
    """What a letter says, the first reading first."""
    return [_text(petition_id, row, vault) for row in await tx.rows(TEXTS, petition_id)]


async def doubtful(tx: ReadTx, due_after: date, id_after: int, limit: int, sight: Sight) -> list[Waiting]:
    """Letters for these eyes that nobody could read yet, the one to be disposed of first at the top."""
    return [Waiting(*row.values()) for row in await tx.rows(DOUBTFUL, due_after, id_after, limit, sight.kept)]


def _addressee_of(petition_id: int) -> str:
    return f"letter {petition_id} addressee"


def _owner(petition_id: int, version: int) -> str:
    return f"letter {petition_id} text {version}"


def _text(petition_id: int, row: Record, vault: Vault) -> LetterText:
    kept = dict(row)
    content = vault.open(_owner(petition_id, kept["version"]), kept.pop("sealed"))
    return LetterText(**kept, **content)
