"""The shelves of notices, of their files and of their numbering."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    text,
)
from sqlmodel import Field, SQLModel


def recorded() -> Column[datetime]:
    """When the database learned of it."""
    return Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))


class NoticeRow(SQLModel, table=True):
    """A notice as it was issued, its words sealed since they name the petitioner. Append-only."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("notice_by_petition", "petition_id"),
        Index("notice_by_record", "recorded_at"),
        Index("notice_of_organ", "organ", "issued_at", "serial", postgresql_where=text("organ IS NOT NULL")),
        Index("one_notice_a_fact", "petition_id", "event_sequence", "kind", unique=True),
    )

    serial: str = Field(sa_column=Column(Text, primary_key=True))
    petition_id: int = Field(sa_column=Column(BigInteger, ForeignKey("petition.id"), nullable=False))
    kind: str = Field(sa_column=Column(Text, nullable=False))
    issued_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    content: str | None = Field(sa_column=Column(Text))  # of receipts of earlier releases, which named nobody
    content_sha256: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    # The event that owes it; receipts of earlier releases are owed by the first.
    event_sequence: int = Field(sa_column=Column(Integer, nullable=False, server_default="1"))
    addressee: str = Field(sa_column=Column(Text, nullable=False, server_default=text("'petitioner'")))
    referral: int | None = Field(sa_column=Column(SmallInteger))
    organ: str | None = Field(sa_column=Column(Text))  # to which it goes
    title: str | None = Field(sa_column=Column(Text))
    document_number: str | None = Field(sa_column=Column(Text))
    issuer: str | None = Field(sa_column=Column(Text))
    key_id: str | None = Field(sa_column=Column(Text))
    sealed: bytes | None = Field(sa_column=Column(LargeBinary))
    recorded_at: datetime = Field(sa_column=recorded())


class NoticeFileRow(SQLModel, table=True):
    """The notice as it was printed, sealed; found by its serial, told by its hash. Append-only."""

    __tablename__ = "notice_file"
    __table_args__ = (Index("notice_file_by_record", "recorded_at"),)

    serial: str = Field(sa_column=Column(Text, ForeignKey("notice.serial"), primary_key=True))
    sha256: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    size: int
    key_id: str = Field(sa_column=Column(Text, nullable=False))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    recorded_at: datetime = Field(sa_column=recorded())


class NoticeReadingRow(SQLModel, table=True):
    """Who at the bureau has had a printed notice before him, and when. Append-only."""

    __tablename__ = "notice_reading"
    __table_args__ = (
        Index("notice_reading_of", "serial", "id"),
        Index("notice_reading_by_record", "recorded_at"),
        Index("notice_reading_by_moment", "at", "id"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    serial: str = Field(sa_column=Column(Text, ForeignKey("notice.serial"), nullable=False))
    petition_id: int = Field(sa_column=Column(BigInteger, ForeignKey("petition.id"), nullable=False))
    actor: str = Field(sa_column=Column(Text, nullable=False))  # the system and a staff number, never a name
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    recorded_at: datetime = Field(sa_column=recorded())


class NoticeSeriesRow(SQLModel, table=True):
    """The last number given per kind and year. Taken in the transaction of the notice, so no number is lost."""

    __tablename__ = "notice_series"

    kind: str = Field(sa_column=Column(Text, primary_key=True))
    year: int = Field(primary_key=True)
    last: int
