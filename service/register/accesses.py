"""Who has seen, revealed, taken out or changed what: written with the fact itself, sealed, and never changed.

Each record carries a seal under the service's secret, so one that was edited or slipped in past the service does not
fit. What was recorded is chained afterwards (`access_links.py`), so one that was taken out is missed.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from asyncpg import Record
from cryptography.exceptions import InvalidTag

from service.register.vault import KeyUnknown
from service.rulebook.vocabulary import AccessKind
from service.signing.canonical import canonical
from service.storage.sight import Sight, seen
from service.storage.statement import Secret, Write
from service.storage.transaction import ReadTx

WORDS = "because"  # sealed, as all that people write is

NOTE = """
INSERT INTO access_record (kind, at, actor, officer, organ, petition_id, number, detail, because, seal)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $10)
"""

REVEALS_SINCE = """
SELECT count(*) FILTER (WHERE kind = 'identity_revealed') AS reveals,
       count(*) FILTER (WHERE kind = 'reveals_frequent') AS told
FROM access_record
WHERE actor = $1 AND at > $2 AND kind IN ('identity_revealed', 'reveals_frequent')
"""

FREQUENT = """
SELECT id, kind, at, actor, officer, organ, number, detail, because FROM access_record
WHERE kind = 'reveals_frequent' AND id < $1 ORDER BY id DESC LIMIT $2
"""

# What was read of notices and files stands in books of its own; each part is asked by its index on the moment.
_PARTS = {
    1: """
        SELECT 1 AS book, record.id, kind, at, actor, officer, organ, petition_id, record.number, detail,
               because
        FROM access_record AS record""",
    2: """
        SELECT 2, reading.id, 'notice_read', at, actor, nullif(split_part(actor, ':', 3), ''), NULL::text,
               petition_id, petition.number, jsonb_build_object('serial', serial),
               NULL::bytea
        FROM notice_reading AS reading JOIN petition ON petition.id = petition_id""",
    3: """
        SELECT 3, reading.id, 'file_read', at, reader, NULL::text, substring(reader FROM '\\((.+)\\)'),
               petition_id, petition.number, jsonb_build_object('attachment', attachment, 'what', what),
               NULL::bytea
        FROM attachment_reading AS reading JOIN petition ON petition.id = petition_id""",
}
_WANTED = "(cardinality($9::text[]) = 0 OR kind = ANY($9)) AND ($6::text IS NULL OR officer = $6)"
_PAGE = "\n    UNION ALL".join(
    f"""
    (SELECT * FROM ({part}
        WHERE at <= $1 AND (at, {book}, {"record" if book == 1 else "reading"}.id) < ($1, $2::int, $3::bigint)
          AND at >= $4 AND at < $5
    ) AS part (book, id, kind, at, actor, officer, organ, petition_id, number, detail, because)
    WHERE {_WANTED} AND ($7::text IS NULL OR number = $7) ORDER BY at DESC, id DESC LIMIT $8)"""  # noqa: S608 - constants
    for book, part in _PARTS.items()
)
LISTED = f"""
SELECT book, id, kind, at, actor, officer, organ,
       CASE WHEN shown THEN number END AS number, CASE WHEN shown THEN detail ELSE '{{}}' END AS detail,
       CASE WHEN shown THEN because END AS because
FROM (SELECT *, petition_id IS NULL OR {seen("whole.petition_id", "$10")} AS shown FROM ({_PAGE}) AS whole) AS told
WHERE $7::text IS NULL OR shown
ORDER BY at DESC, book DESC, id DESC LIMIT $8
"""  # noqa: S608 - likewise

# Of one petition, by its own indexes: the readings of a notice stand under its serial.
OF_PETITION = f"""
SELECT * FROM (
    {_PARTS[1]} WHERE record.petition_id = $1
    UNION ALL {_PARTS[2]} WHERE serial IN (SELECT serial FROM notice WHERE notice.petition_id = $1)
    UNION ALL {_PARTS[3]} WHERE reading.petition_id = $1
) AS looked ORDER BY at, book, id
"""  # noqa: S608 - likewise


@dataclass(frozen=True, slots=True)
class Access:
    """That somebody has seen or changed something. `actor` is the system with the officer's staff number."""

    kind: AccessKind
    at: datetime
    actor: str
    officer: str | None = None
    organ: str | None = None
    petition_id: int | None = None
    number: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)

    def seal(self, key: bytes) -> bytes:
        """What only the service could have written beside it."""
        said = {
            "kind": self.kind.value,
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            **{name: getattr(self, name) for name in ("actor", "officer", "organ", "petition_id", "number")},
            "detail": dict(self.detail),
        }
        return hmac.digest(key, canonical(said), hashlib.sha256)


@dataclass(frozen=True, slots=True)
class Listed:
    """An access as it is listed: `book` and `id` say where it stands. What is not for these eyes has no number."""

    book: int
    id: int
    kind: AccessKind
    at: datetime
    actor: str
    officer: str | None
    organ: str | None
    number: str | None
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which accesses: before a place (moment, book, id), in a stretch of time, of an officer, a petition, of kinds."""

    before: tuple[datetime, int, int]
    since: datetime
    until: datetime
    officer: str | None
    number: str | None
    kinds: Sequence[AccessKind]
    limit: int


def note(access: Access, key: bytes) -> Write:
    """Record it, under the key of `Seals.accesses`."""
    whose = (access.actor, access.officer, access.organ, access.petition_id, access.number)
    facts = dict(access.detail)
    because = facts.pop(WORDS, None)
    sealed = None if because is None else Secret(_owner(access.actor, access.at), because)
    return Write(NOTE, (access.kind, access.at, *whose, facts, sealed, access.seal(key)))


def detail_of(row: Record, tx: ReadTx) -> Mapping[str, Any]:
    """What a record says beyond who and when, its reason opened. Raises `InvalidTag`, `KeyUnknown`, `ValueError`."""
    if not isinstance(row["detail"], dict):
        raise ValueError(f"{row['detail']!r} is nothing that a record says")
    because = tx.opened(_owner(row["actor"], row["at"]), row["because"])
    return row["detail"] if because is None else {**row["detail"], WORDS: because}


async def reveals_since(tx: ReadTx, actor: str, since: datetime) -> tuple[int, bool]:
    """How often somebody has revealed since a moment, and whether that was found frequent already."""
    row = await tx.row(REVEALS_SINCE, actor, since)
    assert row is not None  # noqa: S101 - an aggregate always answers
    return row["reveals"], row["told"] > 0


async def frequent(tx: ReadTx, before: int, limit: int) -> list[Listed]:
    """Where reveals were found frequent, the newest first, before the one of this id."""
    return [_listed(row, tx, 1) for row in await tx.rows(FREQUENT, before, limit)]


async def listed(tx: ReadTx, asked: Asked, sight: Sight) -> list[Listed]:
    """The accesses asked for, the newest first. Of a petition that is not for these eyes neither number nor detail."""
    period = (*asked.before, asked.since, asked.until)
    rows = await tx.rows(
        LISTED, *period, asked.officer, asked.number, asked.limit, [*map(str, asked.kinds)], sight.kept
    )
    return [_listed(row, tx, row["book"]) for row in rows]


async def of(tx: ReadTx, petition_id: int) -> list[Listed]:
    """All accesses to one petition, the first first."""
    return [_listed(row, tx, row["book"]) for row in await tx.rows(OF_PETITION, petition_id)]


def _listed(row: Record, tx: ReadTx, book: int) -> Listed:
    whose = {name: row[name] for name in ("at", "actor", "officer", "organ", "number")}
    try:
        detail = detail_of(row, tx)
    except (InvalidTag, KeyUnknown, ValueError):  # somebody has had his hands in it, and `xinfang audit` says so
        detail = {WORDS: None}
    return Listed(book, row["id"], AccessKind(row["kind"]), **whose, detail=detail)


def _owner(actor: str, at: datetime) -> str:
    return f"access {actor} {at.astimezone(UTC).isoformat(timespec='microseconds')}"
