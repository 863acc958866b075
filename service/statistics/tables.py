"""The shelf of what was answered."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Column, DateTime, Identity, LargeBinary, Text
from sqlmodel import Field, SQLModel


class ServedQuestionRow(SQLModel, table=True):
    """A question that was answered: when first, and the first time on the newest day on which it was."""

    __tablename__ = "served_question"

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    question: str = Field(sa_column=Column(Text, nullable=False))  # canonical JSON
    indicator: str = Field(sa_column=Column(Text, nullable=False))
    version: int
    counted_for: str = Field(sa_column=Column(Text, nullable=False))
    first_as_of: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    newest_as_of: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    newest_on: date
