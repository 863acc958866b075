"""The shelf of work owed."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, DateTime, Identity, Index, SmallInteger, Text, text
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
