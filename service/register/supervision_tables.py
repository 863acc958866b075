"""The shelves of supervision: what the sweep found, and what the bureau does about it."""

from datetime import date, datetime

from sqlalchemy import BigInteger as Big
from sqlalchemy import (
    Column,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from service.register.tables import moment, of_petition, recorded, sealed


class AlertRow(SQLModel, table=True):
    """A duty that was about to end or had ended while somebody still owed it: once each, on the day it was so."""

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("duty_id", "kind", name="alert_once"),
        Index("alert_by_day", "on_day", "id"),
        Index("alert_by_record", "recorded_at"),
    )

    id: int | None = Field(default=None, sa_column=Column(Big, Identity(always=True), primary_key=True))
    duty_id: int = Field(sa_column=Column(Big, ForeignKey("duty.id"), nullable=False))
    petition_id: int = Field(sa_column=of_petition())
    kind: str = Field(sa_column=Column(Text, nullable=False))
    on_day: date
    owner: str = Field(sa_column=Column(Text, nullable=False))  # who owed it on that day
    recorded_at: datetime = Field(sa_column=recorded())


class SweepRow(SQLModel, table=True):
    """A day up to which the clocks have been swept."""

    __tablename__ = "sweep"

    on_day: date = Field(primary_key=True)
    finished_at: datetime = Field(sa_column=recorded())


class SupervisionRow(SQLModel, table=True):
    """One act of supervision as it stands: an urge, a case, a suggestion, an inspection …; its words in `sealed`."""

    __tablename__ = "supervision"
    __table_args__ = (
        UniqueConstraint("client_id", "key", name="supervision_once"),
        Index("supervision_by_kind", "kind", "opened_on", "id"),
        Index("supervision_by_organ", "organ", "kind", "id"),
        Index("supervision_in_clear", "id", postgresql_where=text("sealed IS NULL")),
        Index("supervision_of_petition", "petition_id", postgresql_where=text("petition_id IS NOT NULL")),
    )

    id: int | None = Field(default=None, sa_column=Column(Big, Identity(always=True), primary_key=True))
    kind: str = Field(sa_column=Column(Text, nullable=False))
    stage: str = Field(sa_column=Column(Text, nullable=False))
    version: int
    petition_id: int | None = Field(sa_column=Column(Big, ForeignKey("petition.id")))
    referral: int | None = Field(sa_column=Column(SmallInteger))
    organ: str | None = Field(sa_column=Column(Text))
    opened_on: date
    due_on: date | None
    legal_limit_on: date | None
    closed_on: date | None
    officer: str = Field(sa_column=Column(Text, nullable=False))  # a staff number, never a name
    facts: dict[str, object] = Field(sa_column=Column(JSONB, nullable=False))  # what figures are made of, no words
    sealed: bytes | None = Field(sa_column=sealed())  # the rest of them
    client_id: int = Field(sa_column=Column(Big, nullable=False))
    key: str = Field(sa_column=Column(Text, nullable=False))
    content_sha256: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    recorded_at: datetime = Field(sa_column=recorded())


class SupervisionEventRow(SQLModel, table=True):
    """What was done with it, by whom. Append-only."""

    __tablename__ = "supervision_event"
    __table_args__ = (Index("supervision_event_by_record", "recorded_at"),)

    supervision_id: int = Field(sa_column=Column(Big, ForeignKey("supervision.id"), primary_key=True))
    sequence: int = Field(primary_key=True)
    step: str = Field(sa_column=Column(Text, nullable=False))
    at: datetime = Field(sa_column=moment())
    actor: str = Field(sa_column=Column(Text, nullable=False))
    detail: dict[str, object] = Field(sa_column=Column(JSONB, nullable=False))
    sealed: bytes | None = Field(sa_column=sealed())
    recorded_at: datetime = Field(sa_column=recorded())
