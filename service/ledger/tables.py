"""The shelves of the ledger: its lines, and what its closed pages come to."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel


class Under(SQLModel):
    """The dimensions under which something is counted, but for `confidential`, which a total may leave open."""

    bureau: str | None = Field(sa_type=Text)
    channel: str | None = Field(sa_type=Text)
    content_class: str | None = Field(sa_type=Text)
    division: str | None = Field(sa_type=Text)
    organ: str | None = Field(sa_type=Text)
    purpose: str | None = Field(sa_type=Text)
    route: str | None = Field(sa_type=Text)
    repeat: bool | None
    joint: bool | None


class PostingRow(Under, table=True):
    """One line of the ledger. Append-only: a correction is a line with the opposite quantity and a new one."""

    __tablename__ = "posting"
    __table_args__ = (
        Index("posting_by_measure_day", "measure", "business_on", "recorded_at"),
        Index("posting_by_measure_moment", "measure", "recorded_at", "business_on"),
        Index("posting_by_record", "recorded_at", "id"),
        Index("posting_by_petition", "petition_id"),
        *(
            Index(f"posting_by_{name}", name, postgresql_where=text(f"{name} IS NOT NULL"))
            for name in ("supervision_id", "mass_issue_id", "recount_id")
        ),
    )

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    petition_id: int | None = Field(sa_column=Column(BigInteger))
    supervision_id: int | None = Field(sa_column=Column(BigInteger))
    mass_issue_id: int | None = Field(sa_column=Column(BigInteger))
    recount_id: int | None = Field(sa_column=Column(BigInteger))
    recorded_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    business_on: date
    measure: str = Field(sa_column=Column(Text, nullable=False))
    kind: str | None = Field(sa_column=Column(Text))
    quantity: int
    confidential: bool = Field(sa_column_kwargs={"server_default": text("false")})


class RecountRow(SQLModel, table=True):
    """A day on which the ledger was recounted, and what was found."""

    __tablename__ = "recount"

    on_day: date = Field(primary_key=True)
    cells: int = Field(sa_column=Column(BigInteger, nullable=False))
    difference: int = Field(sa_column=Column(BigInteger, nullable=False))
    finished_at: datetime = Field(
        sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))
    )


class LedgerPageRow(SQLModel, table=True):
    """A closed stretch of recorded time, after `since` up to and with `until`. Larger pages repeat smaller ones."""

    __tablename__ = "ledger_page"
    __table_args__ = (UniqueConstraint("cuts", "since", "until", name="ledger_page_by_stretch"),)

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    level: int = Field(sa_column=Column(SmallInteger, nullable=False))
    since: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    until: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    cuts: str = Field(sa_column=Column(Text, nullable=False))


class PageTotalRow(Under, table=True):
    """What the lines of a page come to under one cut, in one stretch of business time. Derived: it may go."""

    __tablename__ = "page_total"

    page_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    cut: int = Field(sa_column=Column(SmallInteger, primary_key=True, autoincrement=False))
    grain: int = Field(sa_column=Column(SmallInteger, primary_key=True, autoincrement=False))
    measure: str = Field(sa_column=Column(Text, primary_key=True))
    business_on: date = Field(primary_key=True)  # its first day
    nth: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))  # of the page
    kind: str | None = Field(sa_column=Column(Text))
    confidential: bool | None
    quantity: int = Field(sa_column=Column(BigInteger, nullable=False))


class VeilPostingRow(Under, table=True):
    """A line of what outsiders are told instead; see `service/rulebook/openly.py`. Append-only."""

    __tablename__ = "veil_posting"
    __table_args__ = (
        Index("veil_posting_by_measure_day", "measure", "business_on", "recorded_at"),
        Index("veil_posting_by_measure_moment", "measure", "recorded_at", "business_on"),
        Index("veil_posting_by_petition", "petition_id"),
        Index("veil_posting_by_record", "recorded_at"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    petition_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    recorded_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    business_on: date
    measure: str = Field(sa_column=Column(Text, nullable=False))
    kind: str | None = Field(sa_column=Column(Text))
    quantity: int
    confidential: bool
