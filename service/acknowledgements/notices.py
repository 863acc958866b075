"""Notices as issued, their files and their numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asyncpg import Record

from service.rulebook.vocabulary import Addressee, NoticeKind
from service.storage.sight import Sight, seen
from service.storage.statement import Write
from service.storage.transaction import ReadTx, Tx

# The row of the series stays locked until the transaction ends: numbers follow each other without a gap.
NEXT_IN_SERIES = """
INSERT INTO notice_series (kind, year, last) VALUES ($1, $2, 1)
ON CONFLICT (kind, year) DO UPDATE SET last = notice_series.last + 1
RETURNING last
"""

KEEP = """
INSERT INTO notice (serial, petition_id, kind, issued_at, content_sha256, event_sequence, addressee, referral, organ,
                    title, document_number, issuer, key_id, sealed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
"""

KEEP_FILE = "INSERT INTO notice_file (serial, sha256, size, key_id, sealed) VALUES ($1, $2, $3, $4, $5)"

_COLUMNS = """
    notice.serial, notice.petition_id, notice.kind, issued_at, content, content_sha256, event_sequence, addressee,
    referral, organ, title, document_number, issuer, notice.sealed, file.sha256 AS file_sha256, file.size AS file_size
"""

OF_PETITION = f"""
SELECT {_COLUMNS} FROM notice LEFT JOIN notice_file AS file USING (serial)
WHERE notice.petition_id = $1 ORDER BY issued_at, event_sequence, notice.kind
"""  # noqa: S608 - the only thing put in is the constant above

WITH_SERIAL = f"""
SELECT {_COLUMNS} FROM notice LEFT JOIN notice_file AS file USING (serial) WHERE notice.serial = $1
"""  # noqa: S608 - likewise

# That the matter of a letter was taken back from its organ.
_TAKEN_BACK = """
    EXISTS (SELECT FROM referral WHERE referral.petition_id = notice.petition_id
              AND referral.ordinal = notice.referral AND referral.stage = 'recalled')
"""

# Beyond a letter of his own or anybody's: its serial only says where in the order to go on.
TO_ORGAN = f"""
SELECT {_COLUMNS} FROM notice LEFT JOIN notice_file AS file USING (serial)
WHERE organ = $1 AND {seen("notice.petition_id", "$4")}
  AND NOT {_TAKEN_BACK}
  AND (issued_at, serial) > (coalesce((SELECT earlier.issued_at FROM notice AS earlier WHERE earlier.serial = $2),
                                      '-infinity'), $2)
ORDER BY issued_at, serial LIMIT $3
"""  # noqa: S608 - likewise

# A petition is looked up for a wrong serial too, which then takes as long as a right one.
OPEN_TO = f"""
SELECT EXISTS (SELECT FROM notice
               WHERE serial = $1 AND {seen("notice.petition_id", "$3")}
                 AND ($2::text IS NULL OR (organ = $2 AND NOT {_TAKEN_BACK})))
"""  # noqa: S608 - likewise

BEHIND = """
SELECT coalesce(number, '') AS number, coalesce(query_code_hash, $3) AS query_code_hash
FROM (SELECT (SELECT petition_id FROM notice WHERE serial = $1 AND addressee = $2) AS petition_id) AS told
LEFT JOIN petition ON petition.id = coalesce(told.petition_id, -1)
"""

READ = "INSERT INTO notice_reading (serial, petition_id, actor, at) VALUES ($1, $2, $3, $4)"

READINGS = "SELECT actor, at FROM notice_reading WHERE serial = $1 ORDER BY id LIMIT $2"

FILE = "SELECT sealed FROM notice_file WHERE serial = $1"


@dataclass(frozen=True, slots=True)
class Notice:
    """A written notice (文书). `content` are its plain words where it is one of an earlier release, else `sealed`."""

    serial: str
    petition_id: int
    kind: NoticeKind
    issued_at: datetime
    content: str | None
    content_sha256: bytes
    event_sequence: int
    addressee: Addressee
    referral: int | None
    organ: str | None
    title: str | None
    document_number: str | None
    issuer: str | None
    sealed: bytes | None
    file_sha256: bytes | None = None
    file_size: int | None = None

    @property
    def printed(self) -> bool:
        """Whether its file is there."""
        return self.file_sha256 is not None


@dataclass(frozen=True, slots=True)
class Reading:
    """Somebody at the bureau had the file before him: the system and the staff number, and when."""

    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Words:
    """What is sealed of a notice: the facts, the letter as it is printed, the short message."""

    facts: Mapping[str, str]
    letter: Mapping[str, Any]
    text: str
    sms: str


@dataclass(frozen=True, slots=True)
class Behind:
    """The petition that a notice to a petitioner is about, as far as it takes to judge a query code."""

    number: str
    query_code_hash: bytes


async def next_number(tx: Tx, kind: NoticeKind, year: int) -> int:
    """The next number of this kind in this year; given back if the transaction fails."""
    number: int = await tx.value(NEXT_IN_SERIES, kind, year)
    return number


def keep(notice: Notice, key_id: str) -> Write:
    """Keep a notice as it was issued."""
    return Write(
        KEEP,
        (
            notice.serial,
            notice.petition_id,
            notice.kind,
            notice.issued_at,
            notice.content_sha256,
            notice.event_sequence,
            notice.addressee,
            notice.referral,
            notice.organ,
            notice.title,
            notice.document_number,
            notice.issuer,
            key_id,
            notice.sealed,
        ),
    )


def keep_file(serial: str, sha256: bytes, size: int, sealed: bytes, key_id: str) -> Write:
    """Keep what was printed."""
    return Write(KEEP_FILE, (serial, sha256, size, key_id, sealed))


async def of(tx: ReadTx, petition_id: int) -> Sequence[Notice]:
    """The notices of a petition, the oldest first."""
    return [_notice(row) for row in await tx.rows(OF_PETITION, petition_id)]


async def with_serial(tx: ReadTx, serial: str) -> Notice | None:
    """The notice of this serial."""
    row = await tx.row(WITH_SERIAL, serial)
    return None if row is None else _notice(row)


async def behind(tx: ReadTx, serial: str, otherwise: bytes) -> Behind:
    """What opens a notice to a petitioner; for a wrong serial no number and the hash that is given, as slowly."""
    row = await tx.row(BEHIND, serial, Addressee.PETITIONER, otherwise)
    assert row is not None  # noqa: S101 - a left join from one row
    return Behind(**row)


async def to_organ(tx: ReadTx, organ: str, after: str, limit: int, sight: Sight) -> Sequence[Notice]:
    """Letters to an organ in the order of issue, beyond the one of a serial.

    None of a matter that was taken back, and none that is not for these eyes.
    """
    return [_notice(row) for row in await tx.rows(TO_ORGAN, organ, after, limit, sight.kept)]


async def is_open_to(tx: ReadTx, serial: str, organ: str | None, sight: Sight) -> bool:
    """Whether there is a notice of this serial for these eyes; an organ's, only a letter to it that still stands."""
    return bool(await tx.value(OPEN_TO, serial, organ, sight.kept))


def note_reading(notice: Notice, reading: Reading) -> Write:
    """Note who has read a notice."""
    return Write(READ, (notice.serial, notice.petition_id, reading.actor, reading.at))


async def readings(tx: ReadTx, serial: str, limit: int) -> Sequence[Reading]:
    """Who at the bureau has read a notice, the first first."""
    return [Reading(**row) for row in await tx.rows(READINGS, serial, limit)]


async def file_of(tx: ReadTx, serial: str) -> bytes | None:
    """What was printed, sealed; None where there is no such notice, or it is still to be printed."""
    sealed: bytes | None = await tx.value(FILE, serial)
    return sealed


def _notice(row: Record) -> Notice:
    facts = dict(row)
    return Notice(
        **{**facts, "kind": NoticeKind(facts["kind"]), "addressee": Addressee(facts["addressee"])},
    )
