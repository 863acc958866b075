"""The shelves of files: what was handed in, what was made of it to look at, who has read it."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Identity,
    Index,
    LargeBinary,
    SmallInteger,
    Text,
)
from sqlmodel import Field, SQLModel

from service.register.tables import moment, of_petition, recorded


def of_attachment() -> ForeignKeyConstraint:
    """The attachment a row belongs to."""
    return ForeignKeyConstraint(["petition_id", "attachment"], ["attachment.petition_id", "attachment.ordinal"])


class AttachmentRow(SQLModel, table=True):
    """A file that belongs to a petition, as it was handed in. The file itself lies sealed in the store. Append-only."""

    __tablename__ = "attachment"
    __table_args__ = (
        Index("one_attachment_a_content", "petition_id", "sha256", unique=True),
        Index("attachment_by_client", "client_id", "added_at"),
        Index("attachment_by_content", "sha256"),
        Index("attachment_by_record", "recorded_at"),
    )

    petition_id: int = Field(sa_column=of_petition(primary_key=True))
    ordinal: int = Field(sa_column=Column(SmallInteger, primary_key=True))
    object: str = Field(sa_column=Column(Text, nullable=False, unique=True))
    kind: str = Field(sa_column=Column(Text, nullable=False))  # attachment, or page of a letter
    media: str = Field(sa_column=Column(Text, nullable=False))
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    sha256: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    key_id: str = Field(sa_column=Column(Text, nullable=False))
    name: bytes = Field(sa_column=Column(LargeBinary, nullable=False))  # sealed
    scanned: bool = Field(sa_column=Column(Boolean, nullable=False))
    withheld: bool = Field(sa_column=Column(Boolean, nullable=False))  # for no organ's eyes (30(3))
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    added_by: str = Field(sa_column=Column(Text, nullable=False))
    added_at: datetime = Field(sa_column=moment())
    recorded_at: datetime = Field(sa_column=recorded())


class AttachmentViewRow(SQLModel, table=True):
    """What a worker made of a file, or why it made nothing. Append-only."""

    __tablename__ = "attachment_view"
    __table_args__ = (of_attachment(), Index("attachment_view_by_record", "recorded_at"))

    petition_id: int = Field(sa_column=Column(BigInteger, primary_key=True))
    attachment: int = Field(sa_column=Column(SmallInteger, primary_key=True))
    doubt: str | None = Field(sa_column=Column(Text))  # why it could not be opened
    withheld: bool = Field(
        sa_column=Column(Boolean, nullable=False)
    )  # what is written in it may accuse somebody (30(3))
    pages: int | None = Field(sa_column=Column(SmallInteger))
    media: str | None = Field(sa_column=Column(Text))
    view: str | None = Field(sa_column=Column(Text))  # objects of the store
    thumbnail: str | None = Field(sa_column=Column(Text))
    made_at: datetime = Field(sa_column=moment())
    recorded_at: datetime = Field(sa_column=recorded())


class AttachmentReadingRow(SQLModel, table=True):
    """That somebody was handed a file. Append-only."""

    __tablename__ = "attachment_reading"
    __table_args__ = (
        of_attachment(),
        Index("attachment_reading_by_petition", "petition_id", "attachment", "at"),
        Index("attachment_reading_by_record", "recorded_at"),
        Index("attachment_reading_by_moment", "at", "id"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    petition_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    attachment: int = Field(sa_column=Column(SmallInteger, nullable=False))
    what: str = Field(sa_column=Column(Text, nullable=False))  # original, view, thumbnail
    reader: str = Field(sa_column=Column(Text, nullable=False))
    at: datetime = Field(sa_column=moment())
    recorded_at: datetime = Field(sa_column=recorded())


class AttachmentDecisionRow(SQLModel, table=True):
    """An officer's word on whether organs may see a file, in place of the machine's; the last counts. Append-only."""

    __tablename__ = "attachment_decision"
    __table_args__ = (
        of_attachment(),
        Index("attachment_decision_by_file", "petition_id", "attachment", "id"),
        Index("attachment_decision_by_record", "recorded_at"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    petition_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    attachment: int = Field(sa_column=Column(SmallInteger, nullable=False))
    withheld: bool = Field(sa_column=Column(Boolean, nullable=False))
    because: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    decided_by: str = Field(sa_column=Column(Text, nullable=False))
    decided_at: datetime = Field(sa_column=moment())
    recorded_at: datetime = Field(sa_column=recorded())
