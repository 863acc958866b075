"""The shelf of answers given."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, DateTime, LargeBinary, text
from sqlmodel import Field, SQLModel


class AnswerRow(SQLModel, table=True):
    """What was answered to an Idempotency-Key, sealed under that key: a retry hears the same words."""

    __tablename__ = "answer"

    client_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    key_sha256: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    content_sha256: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    petition_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    recorded_at: datetime = Field(
        sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))
    )
