"""The shelves of intake: answers given, challenges that were solved."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, DateTime, Index, LargeBinary, text
from sqlmodel import Field, SQLModel


class AnswerRow(SQLModel, table=True):
    """What was answered to an Idempotency-Key, sealed under that key: a retry hears the same words."""

    __tablename__ = "answer"
    __table_args__ = (Index("answer_by_age", "recorded_at", postgresql_using="brin"),)

    client_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    key_sha256: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    content_sha256: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    petition_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    recorded_at: datetime = Field(
        sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))
    )


class SpentChallengeRow(SQLModel, table=True):
    """A proof of work that has been accepted, and for which Idempotency-Key: it serves no other one."""

    __tablename__ = "spent_challenge"
    __table_args__ = (Index("spent_challenge_by_end", "expires_at"),)

    digest: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    used_by: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    expires_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
