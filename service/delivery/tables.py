"""The shelves of work owed and of messages."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    SmallInteger,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel


class JobRow(SQLModel, table=True):
    """One piece of work. It is deleted in the commit of its effect; what failed too often stays here, dead."""

    __tablename__ = "job"
    __table_args__ = (
        Index("job_ready", "run_after", "id", postgresql_where=text("NOT dead")),  # the release before this one asks so
        Index("job_by_rank", "rank", "run_after", "id", postgresql_where=text("NOT dead")),
    )

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    kind: str = Field(sa_column=Column(Text, nullable=False))
    petition_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    dedupe_key: str = Field(sa_column=Column(Text, nullable=False, unique=True))
    attempts: int = Field(sa_column_kwargs={"server_default": "0"})
    rank: int = Field(sa_column=Column(SmallInteger, nullable=False, server_default="0"))
    dead: bool = Field(sa_column_kwargs={"server_default": "false"})
    run_after: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()")))
    created_at: datetime = Field(
        sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))
    )
    last_error: str | None = Field(sa_column=Column(Text))


class MessageRow(SQLModel, table=True):
    """What one audience is told. Its place in the feed is given after the commit, so no place is ever filled late."""

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("num_nonnulls(organ, client_id) = 1", name="message_has_one_audience"),
        Index("message_unplaced", "id", postgresql_where=text("position IS NULL")),
        Index("message_of_organ", "organ", "position"),
        Index("message_of_client", "client_id", "position"),
        Index("message_by_record", "recorded_at"),
        Index("message_of_petition", "petition_id"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    uid: UUID = Field(sa_column=Column(Uuid, nullable=False, server_default=text("gen_random_uuid()")))
    position: int | None = Field(sa_column=Column(BigInteger, unique=True))
    kind: str = Field(sa_column=Column(Text, nullable=False))
    petition_id: int = Field(sa_column=Column(BigInteger, ForeignKey("petition.id"), nullable=False))
    number: str = Field(sa_column=Column(Text, nullable=False))
    referral: int | None = Field(sa_column=Column(BigInteger))
    organ: str | None = Field(sa_column=Column(Text))
    client_id: int | None = Field(sa_column=Column(BigInteger, ForeignKey("client.id")))
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    data: dict[str, object] = Field(sa_column=Column(JSONB, nullable=False))
    recorded_at: datetime = Field(
        sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))
    )
