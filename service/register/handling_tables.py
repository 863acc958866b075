"""The shelves of the procedure: what organs have in hand, what is owed by when, who keeps away."""

from datetime import date, datetime

from sqlalchemy import BigInteger as Big
from sqlalchemy import Boolean, Column, ForeignKeyConstraint, Identity, Index, Integer, SmallInteger, Text, text
from sqlmodel import Field, SQLModel

from service.register.tables import moment, of_petition, recorded, sealed


def of_referral() -> ForeignKeyConstraint:
    """The referral a row belongs to."""
    return ForeignKeyConstraint(["petition_id", "referral"], ["referral.petition_id", "referral.ordinal"])


class ReferralRow(SQLModel, table=True):
    """One matter at one organ (转送、交办), as it stands now. Everything that led here is in the petition's history."""

    __tablename__ = "referral"
    __table_args__ = (
        Index("referral_by_organ", "organ", "stage", "petition_id", "ordinal"),
        Index("referral_supported", "closed_on", postgresql_where=text("outcome = 'supported'")),
    )

    petition_id: int = Field(sa_column=of_petition(primary_key=True))
    ordinal: int = Field(sa_column=Column(SmallInteger, primary_key=True))
    organ: str = Field(sa_column=Column(Text, nullable=False))
    kind: str = Field(sa_column=Column(Text, nullable=False))
    claim: int | None = Field(sa_column=Column(SmallInteger))  # which claim of that decision; None: the whole
    decision: int  # the version of the classification it was sent under
    route: str = Field(sa_column=Column(Text, nullable=False))
    procedure: str = Field(sa_column=Column(Text, nullable=False))
    stage: str = Field(sa_column=Column(Text, nullable=False))
    version: int
    objections: int = Field(sa_column=Column(SmallInteger, nullable=False))
    sent_on: date
    arrived_on: date | None
    accepted_on: date | None
    replied_on: date | None
    delivered_on: date | None
    closed_on: date | None
    outcome: str | None = Field(sa_column=Column(Text))
    resolved: bool | None = Field(sa_column=Column(Boolean))  # 化解; not the same as 程序终结
    recorded_at: datetime = Field(sa_column=recorded())


class ReviewRow(SQLModel, table=True):
    """A 复查 or 复核 of an organ's answer."""

    __tablename__ = "review"
    __table_args__ = (of_referral(), Index("review_by_organ", "organ", "stage", "petition_id", "referral"))

    petition_id: int = Field(sa_column=Column(Big, primary_key=True, autoincrement=False))
    referral: int = Field(sa_column=Column(SmallInteger, primary_key=True, autoincrement=False))
    level: str = Field(sa_column=Column(Text, primary_key=True))
    organ: str = Field(sa_column=Column(Text, nullable=False))
    stage: str = Field(sa_column=Column(Text, nullable=False))
    version: int
    requested_on: date
    hearing_days: int = Field(sa_column=Column(Integer, nullable=False))
    decided_on: date | None
    delivered_on: date | None
    outcome: str | None = Field(sa_column=Column(Text))
    recorded_at: datetime = Field(sa_column=recorded())


class DutyRow(SQLModel, table=True):
    """What somebody owes by when, as it stands now; how it came to stand so is in `deadline`."""

    __tablename__ = "duty"
    __table_args__ = (
        Index("duty_of_petition", "petition_id"),
        Index("duty_of_owner", "owner", "legal_limit_on", "id", postgresql_where=text("state = 'running'")),
        Index("duty_running", "legal_limit_on", "id", postgresql_where=text("state = 'running'")),
        Index("duty_by_due", "due_on", "id"),
        Index("duty_by_limit", "legal_limit_on", "id"),
        Index("duty_unswept", "legal_limit_on", "id", postgresql_where=text("state = 'running' AND missed_on IS NULL")),
        Index("duty_closed", "closed_at", "id", postgresql_where=text("closed_at IS NOT NULL")),
        Index("duty_missed", "missed_on", "id", postgresql_where=text("missed_on IS NOT NULL")),
    )

    id: int | None = Field(default=None, sa_column=Column(Big, Identity(always=True), primary_key=True))
    petition_id: int = Field(sa_column=of_petition())
    referral: int = Field(sa_column=Column(SmallInteger, nullable=False))
    clock: str = Field(sa_column=Column(Text, nullable=False))
    owner: str = Field(sa_column=Column(Text, nullable=False))
    starts_on: date
    due_on: date
    legal_limit_on: date
    due_at: datetime | None = Field(sa_column=moment(nullable=True))
    provisional: bool
    article: str = Field(sa_column=Column(Text, nullable=False))
    is_window: bool
    state: str = Field(sa_column=Column(Text, nullable=False))  # 'running', or how it ended
    ended_on: date | None
    missed_on: date | None
    known_at: datetime | None = Field(sa_column=moment(nullable=True))  # when it was recorded that it runs
    closed_at: datetime | None = Field(sa_column=moment(nullable=True))  # and that it ended: the sweep asks by these
    recorded_at: datetime = Field(sa_column=recorded())


class EvaluationRow(SQLModel, table=True):
    """How a petitioner rates the bureau (referral 0) or an organ. Append-only."""

    __tablename__ = "evaluation"
    __table_args__ = (
        Index("evaluation_by_record", "recorded_at"),
        Index("evaluation_dissatisfied", "evaluated_on", postgresql_where=text("satisfaction = 'dissatisfied'")),
    )

    petition_id: int = Field(sa_column=of_petition(primary_key=True))
    referral: int = Field(sa_column=Column(SmallInteger, primary_key=True, autoincrement=False))
    satisfaction: str = Field(sa_column=Column(Text, nullable=False))
    reason: str | None = Field(sa_column=Column(Text))  # in clear, from the releases before
    sealed: bytes | None = Field(sa_column=sealed())
    evaluated_on: date
    recorded_at: datetime = Field(sa_column=recorded())


class RecusalRow(SQLModel, table=True):
    """An officer who must keep away from a petition (条例 28(3)). Append-only."""

    __tablename__ = "recusal"
    __table_args__ = (Index("recusal_by_record", "recorded_at"),)

    petition_id: int = Field(sa_column=of_petition(primary_key=True))
    officer: str = Field(sa_column=Column(Text, primary_key=True))
    because: str = Field(sa_column=Column(Text, nullable=False))  # in clear, from the releases before
    sealed: bytes | None = Field(sa_column=sealed())
    recorded_at: datetime = Field(sa_column=recorded())
