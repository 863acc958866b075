"""Notices as issued, and their numbers."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from service.rulebook.vocabulary import NoticeKind
from service.storage.statement import Write
from service.storage.transaction import ReadTx, Tx

# The row of the series stays locked until the transaction ends: numbers follow each other without a gap.
NEXT_IN_SERIES = """
INSERT INTO notice_series (kind, year, last) VALUES ($1, $2, 1)
ON CONFLICT (kind, year) DO UPDATE SET last = notice_series.last + 1
RETURNING last
"""

KEEP = """
INSERT INTO notice (serial, petition_id, kind, issued_at, content, content_sha256) VALUES ($1, $2, $3, $4, $5, $6)
"""

OF_PETITION = "SELECT serial, kind, issued_at, content FROM notice WHERE petition_id = $1 ORDER BY issued_at, serial"


@dataclass(frozen=True, slots=True)
class Notice:
    """A written notice (文书)."""

    serial: str
    kind: NoticeKind
    issued_at: datetime
    content: str

    @property
    def content_sha256(self) -> bytes:
        """The digest of its words."""
        return hashlib.sha256(self.content.encode()).digest()


async def next_number(tx: Tx, kind: NoticeKind, year: int) -> int:
    """The next number of this kind in this year; given back if the transaction fails."""
    number: int = await tx.value(NEXT_IN_SERIES, kind, year)
    return number


def keep(petition_id: int, notice: Notice) -> Write:
    """Keep a notice as it was issued."""
    facts = (notice.serial, petition_id, notice.kind, notice.issued_at, notice.content, notice.content_sha256)
    return Write(KEEP, facts)


async def of(tx: ReadTx, petition_id: int) -> Sequence[Notice]:
    """The notices of a petition, the oldest first."""
    return [
        Notice(row["serial"], NoticeKind(row["kind"]), row["issued_at"], row["content"])
        for row in await tx.rows(OF_PETITION, petition_id)
    ]
