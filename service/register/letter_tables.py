"""The shelves of letters: what the desk noted of each, and what it says, version by version."""

from datetime import date, datetime

from sqlalchemy import Boolean, Column, Float, Index, LargeBinary, SmallInteger, Text, text
from sqlmodel import Field, SQLModel

from service.register.tables import moment, of_petition, recorded, sealed


class LetterRow(SQLModel, table=True):
    """A letter as the desk took it in. Append-only."""

    __tablename__ = "letter"
    __table_args__ = (
        Index("one_letter_a_content", "content_sha256", unique=True, postgresql_where=text("NOT again")),
        Index("letter_by_record", "recorded_at"),
        Index("letter_by_barcode", "barcode", postgresql_where=text("barcode IS NOT NULL")),
    )

    petition_id: int = Field(sa_column=of_petition(primary_key=True))
    received_on: date
    postmarked_on: date | None
    barcode: str | None = Field(sa_column=Column(Text))
    addressee: str | None = Field(sa_column=Column(Text))  # in clear, from the release before
    sealed: bytes | None = Field(sa_column=sealed())
    pages: int = Field(sa_column=Column(SmallInteger, nullable=False))
    content_sha256: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    again: bool = Field(sa_column=Column(Boolean, nullable=False))  # sent anew, as the desk says
    recorded_at: datetime = Field(sa_column=recorded())


class LetterTextRow(SQLModel, table=True):
    """What a letter says as one reader read it: sealed, since it may hold anybody's numbers. Append-only."""

    __tablename__ = "letter_text"
    __table_args__ = (
        Index("letter_text_doubtful", "petition_id", postgresql_where=text("doubtful")),
        Index("letter_text_by_record", "recorded_at"),
    )

    petition_id: int = Field(sa_column=of_petition(primary_key=True))
    version: int = Field(sa_column=Column(SmallInteger, primary_key=True))
    made_at: datetime = Field(sa_column=moment())
    made_by: str = Field(sa_column=Column(Text, nullable=False))
    confidence: float = Field(sa_column=Column(Float, nullable=False))  # of its least sure page
    doubtful: bool = Field(sa_column=Column(Boolean, nullable=False))  # a clerk has to transcribe it
    key_id: str = Field(sa_column=Column(Text, nullable=False))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    recorded_at: datetime = Field(sa_column=recorded())
