"""The ledger's one shelf."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Column, DateTime, Identity, Index, Text
from sqlmodel import Field, SQLModel


class PostingRow(SQLModel, table=True):
    """One line of the ledger. Append-only: a correction is a line with the opposite quantity and a new one."""

    __tablename__ = "posting"
    __table_args__ = (
        Index("posting_by_measure", "measure", "business_on"),
        Index("posting_by_petition", "petition_id"),
        Index("posting_by_record", "recorded_at", "id"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    petition_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    recorded_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    business_on: date
    measure: str = Field(sa_column=Column(Text, nullable=False))
    quantity: int
    channel: str = Field(sa_column=Column(Text, nullable=False))
    content_class: str | None = Field(sa_column=Column(Text))
    division: str | None = Field(sa_column=Column(Text))
    organ: str | None = Field(sa_column=Column(Text))
    purpose: str | None = Field(sa_column=Column(Text))
    route: str | None = Field(sa_column=Column(Text))
    joint: bool
