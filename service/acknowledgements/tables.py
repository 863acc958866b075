"""The shelves of notices and of their numbering."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Index, LargeBinary, Text, text
from sqlmodel import Field, SQLModel


class NoticeRow(SQLModel, table=True):
    """A notice as it was issued. Append-only."""

    __tablename__ = "notice"
    __table_args__ = (Index("notice_by_petition", "petition_id"),)

    serial: str = Field(sa_column=Column(Text, primary_key=True))
    petition_id: int = Field(sa_column=Column(BigInteger, ForeignKey("petition.id"), nullable=False))
    kind: str = Field(sa_column=Column(Text, nullable=False))
    issued_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    content: str = Field(sa_column=Column(Text, nullable=False))
    content_sha256: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    recorded_at: datetime = Field(
        sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))
    )


class NoticeSeriesRow(SQLModel, table=True):
    """The last number given per kind and year. Taken in the transaction of the notice, so no number is lost."""

    __tablename__ = "notice_series"

    kind: str = Field(sa_column=Column(Text, primary_key=True))
    year: int = Field(primary_key=True)
    last: int
